// What is kept of courses on this device: one cache for each course. Its record is written last, so that nothing says
// "kept" before everything is there.
export interface Offer {
  course: number
  title: string
  version: string
  size: number
  pages: string[]
  pictures: string[]
}
export interface Kept {
  course: number
  title: string
  version: string
  reader: string
  count: number
  size: number
  at: number
}

const NAME = /^course-\d+$/
const RECORD = 'record.json'
const AT_ONCE = 4

export const isPossible = 'serviceWorker' in navigator && 'caches' in window

export function reader(): string {
  return document.querySelector<HTMLElement>('script[data-reader]')?.dataset['reader'] ?? ''
}

export async function find(course: number): Promise<Kept | null> {
  const name = `course-${course}`
  if (!(await caches.has(name))) return null
  const cache = await caches.open(name)
  const record = await cache.match(`/courses/${course}/${RECORD}`)
  if (!record) return null
  const kept = (await record.json()) as Kept
  return (await cache.keys()).length > kept.count ? kept : null
}

export async function list(): Promise<Kept[]> {
  const names = (await caches.keys()).filter((name) => NAME.test(name))
  const found = await Promise.all(names.map((name) => find(Number(name.slice('course-'.length)))))
  return found.filter((kept): kept is Kept => kept !== null).sort((a, b) => b.at - a.at)
}

export async function remove(course: number): Promise<void> {
  await caches.delete(`course-${course}`)
}

// Keeps every page and picture of the offer; says how many per cent are there. Throws and leaves nothing when one is missing.
export async function keep(offer: Offer, more: string[], onProgress: (percent: number) => void): Promise<Kept> {
  await remove(offer.course)
  const cache = await caches.open(`course-${offer.course}`)
  const wanted = [...new Set([...offer.pages, ...offer.pictures, ...more, ...assets()])]
  const left = [...wanted]
  let size = 0
  const take = async (): Promise<void> => {
    for (let address = left.shift(); address !== undefined; address = left.shift()) {
      const taken = await put(cache, address) // not `size += await`: that forgets what the others have added
      size += taken
      onProgress(Math.floor(((wanted.length - left.length) / (wanted.length + AT_ONCE)) * 100))
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, take))
  } catch (error) {
    left.length = 0
    await remove(offer.course)
    throw error
  }
  const { course, title, version } = offer
  const kept: Kept = { course, title, version, reader: reader(), count: wanted.length, size, at: Date.now() }
  await cache.put(`/courses/${course}/${RECORD}`, new Response(JSON.stringify(kept)))
  return kept
}

async function put(cache: Cache, address: string): Promise<number> {
  const answer = await fetch(address, { cache: 'no-store', credentials: 'same-origin', headers: { Accept: 'text/html,image/webp,*/*' } })
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${address}`)
  const copy = answer.clone()
  await cache.put(address, answer)
  return (await copy.blob()).size
}

// Styles and scripts of this page, which all pages of courses share.
function assets(): string[] {
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name)
  const named = [...document.querySelectorAll<HTMLElement>('link[rel=stylesheet], link[rel=icon], script[src]')]
  const all = [...loaded, ...named.map((node) => (node as HTMLLinkElement).href || (node as HTMLScriptElement).src)]
  return all.map((name) => new URL(name, location.href)).filter((url) => url.origin === location.origin && url.pathname.startsWith('/static/')).map((url) => url.pathname)
}

export function megabytes(size: number): string {
  return `${Math.max(0.1, size / 1048576).toFixed(1)} MB`
}
