/** Which device this is, and which tab of it has the room: the lease is per device, the journal has one writer. */
import type { JournalStore } from './journal-store'

const NAME = 'trainingapp.device'

function fromLocalStorage(): string | null {
  try {
    return localStorage.getItem(NAME)
  } catch {
    return null
  }
}

function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The same name for ever, kept in two places because browsers clean up one at a time. */
export async function deviceName(store: JournalStore): Promise<string> {
  const kept = (await store.read('device')) as string | undefined
  const name = kept ?? fromLocalStorage() ?? randomName()
  if (!kept) await store.write('device', name).catch(() => undefined)
  try {
    localStorage.setItem(NAME, name)
  } catch {
    // Private windows may refuse; the other place has it.
  }
  return name
}

const tabName = (attempt: number): string => `trainingapp.exam.tab.${attempt}`

/** Do something for an attempt while no tab of this device has its room; nothing when one keeps it. */
export async function whileRoomIsShut(attempt: number, work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work()
  // The room that led here lets go a moment after this page has begun.
  const patience = new AbortController()
  const timer = window.setTimeout(() => patience.abort(), 3_000)
  const begin = (): Promise<void> => {
    window.clearTimeout(timer)
    return work()
  }
  await navigator.locks.request(tabName(attempt), { signal: patience.signal }, begin).catch(() => undefined)
}

/** Hold the only tab of this attempt. `lost` is called when another tab takes it. */
export class TabLock {
  private readonly name: string
  private readonly me = randomName()

  constructor(
    attempt: number,
    private readonly lost: () => void,
  ) {
    this.name = tabName(attempt)
  }

  /** True when this tab has the room. `steal` takes it from another tab. */
  take(steal = false): Promise<boolean> {
    return 'locks' in navigator ? this.takeLock(steal) : this.takeMark(steal)
  }

  private takeLock(steal: boolean): Promise<boolean> {
    return new Promise((resolve) => {
      // A reloaded page meets its former self for a moment; wait that long before asking the candidate.
      const patience = new AbortController()
      const timer = window.setTimeout(() => patience.abort(), 1_500)
      const hold = (): Promise<never> => {
        window.clearTimeout(timer)
        resolve(true)
        return new Promise<never>(() => undefined)
      }
      const options: LockOptions = steal ? { steal: true } : { signal: patience.signal }
      navigator.locks.request(this.name, options, hold).catch(() => {
        if (patience.signal.aborted && !steal) resolve(false)
        else this.lost()
      })
    })
  }

  // Safari before 15.4, and pages without TLS: a mark that its owner renews. The `storage` event tells the loser.
  private async takeMark(steal: boolean): Promise<boolean> {
    const renew = (): void => localStorage.setItem(this.name, `${this.me} ${Date.now()}`)
    try {
      const [owner, seen] = (localStorage.getItem(this.name) ?? '').split(' ')
      if (!steal && owner && owner !== this.me && Math.abs(Date.now() - Number(seen)) < 6_000) return false
      renew()
    } catch {
      return true
    }
    const timer = window.setInterval(renew, 2_000)
    window.addEventListener('pagehide', () => localStorage.removeItem(this.name))
    window.addEventListener('storage', (event) => {
      if (event.key !== this.name || !event.newValue || event.newValue.startsWith(this.me)) return
      window.clearInterval(timer)
      this.lost()
    })
    return true
  }
}
