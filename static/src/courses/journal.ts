// Progress that finds no network waits in IndexedDB and is sent when there is one. Reports of one lesson are one entry.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { post } from './post'
import { reader } from './shelf'

export interface Report {
  position?: number
  seen?: number[]
  at?: number
}
interface Entry {
  id: string
  reader: string
  url: string
  body: Report
  furthest: number
  made?: number // when it was so, on this device's clock
}
interface Journal extends DBSchema {
  reports: { key: string; value: Entry }
}

export const NAME = 'course-journal'
const END = 1000
const YEAR = 365 * 24 * 3600 * 1000
const KEPT = '/courses/kept'

function open(): Promise<IDBPDatabase<Journal>> {
  return openDB<Journal>(NAME, 1, { upgrade: (made) => void made.createObjectStore('reports', { keyPath: 'id' }) })
}

export function merge(known: Entry | undefined, entry: Entry): Entry {
  if (!known) return entry
  const furthest = Math.max(known.furthest, entry.furthest)
  if (!entry.body.seen) return { ...entry, furthest }
  const seen = [...new Set([...(known.body.seen ?? []), ...entry.body.seen])]
  return { ...entry, furthest, body: { ...entry.body, seen } }
}

// Sends a report, or keeps it for later. `completed` is what the server said; null while it said nothing.
export async function send(url: string, body: Report): Promise<{ isSafe: boolean; completed: boolean | null }> {
  const answer = await post(url, body)
  if (answer?.ok) return { isSafe: true, completed: ((await answer.json()) as { completed: boolean }).completed }
  const isAway = !answer || answer.status === 401 // signed out meanwhile: it is sent after the next sign-in
  if (!isAway || !reader()) return { isSafe: false, completed: null }
  try {
    const store = (await open()).transaction('reports', 'readwrite').store
    const entry = { id: `${reader()} ${url}`, reader: reader(), url, body, furthest: body.position ?? 0, made: Date.now() }
    await store.put(merge(await store.get(entry.id), entry))
    if (!answer) showNote(true)
    return { isSafe: true, completed: null }
  } catch {
    return { isSafe: false, completed: null } // a private window: the page itself remembers
  }
}

export async function countWaiting(): Promise<number> {
  return (await (await open()).getAll('reports')).filter((entry) => entry.reader === reader()).length
}

// Sends what waits. The page may be an old copy: the token and who is signed in are asked anew.
export async function flush(): Promise<void> {
  if (!reader() || !navigator.onLine || !(await countWaiting())) return
  const token = await ask()
  if (!token) return
  const database = await open()
  for (const entry of await database.getAll('reports')) {
    if (entry.reader !== reader()) continue
    const bodies = entry.furthest === END && entry.body.position !== END ? [{ position: END }, entry.body] : [entry.body]
    const ago = Math.min(Math.max(0, Date.now() - (entry.made ?? Date.now())), YEAR) // a newer place on another device stays
    for (const body of bodies) {
      const answer = await post(entry.url, { ...body, ago }, token)
      const isOver = answer && (answer.ok || [404, 422].includes(answer.status)) // a lesson that is gone takes nothing
      if (!isOver) return
    }
    await database.delete('reports', entry.id)
  }
  showNote(false)
}

async function ask(): Promise<string | null> {
  try {
    const answer = await fetch(KEPT, { cache: 'no-store', credentials: 'same-origin', headers: { Accept: 'text/html' } })
    if (!answer.ok || answer.redirected) return null
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const signedIn = page.querySelector<HTMLElement>('script[data-reader]')?.dataset['reader']
    return signedIn === reader() ? (page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? null) : null
  } catch {
    return null
  }
}

function showNote(isShown: boolean): void {
  for (const note of document.querySelectorAll<HTMLElement>('[data-offline-note]')) note.hidden = !isShown
}

export function startJournal(): void {
  if (!('indexedDB' in window) || !reader()) return
  const quietly = (): void => void flush().catch(() => undefined)
  quietly()
  window.addEventListener('online', quietly)
}
