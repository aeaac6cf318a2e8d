/**
 * Stands first in every page of a package: the API that SCOs look for, filled before they ask, and the way out of the
 * frame for what they say. It talks to the page around by postMessage and, while closing, to the server by itself.
 */
export interface Api {
  loadFromFlattenedJSON(data: Record<string, string>, element: string): void
  getFlattenedCMI(): Record<string, unknown>
  on(name: string, callback: () => void): void
}

export interface PackageState {
  token: string
  launch: number
  sequence: number
  data: Record<string, string>
  seconds: number
  mastery: number | null
  launchData: string
  learner: string
  site: string
  isAlone: boolean
  report: string | null
}

interface Dialect {
  name: 'API' | 'API_1484_11'
  calls: { begin: string; set: string; commit: string; end: string }
  facts(state: PackageState): Record<string, string>
}

declare global {
  interface Window {
    trainingappPackage?: PackageState
  }
}

const SOON = 100
const LARGEST_PARTING = 60_000 // browsers take no more from a page that goes away
const OF_A_LAUNCH = /\.(session_time|exit)$/

export function startRuntime(dialect: Dialect, make: () => Api): void {
  const state = window.trainingappPackage
  if (!state) return
  const api = make()
  const kept = Object.entries(state.data).filter(([name]) => !OF_A_LAUNCH.test(name))
  api.loadFromFlattenedJSON({ ...Object.fromEntries(kept), ...dialect.facts(state) }, '')
  offer(dialect.name, api, state)
  report(dialect, api, state)
}

/** Where SCOs look: in their own window, up their parents, at the opener. */
function offer(name: string, api: Api, state: PackageState): void {
  const own = window as unknown as Record<string, unknown>
  own[name] = api
  // The search ends at our player: one step further up, another origin would throw at it.
  if (!state.isAlone) {
    own['parent'] = window
    return
  }
  const around: Record<string, unknown> = { [name]: api, postMessage: () => undefined, length: 1, opener: null, closed: false }
  around['parent'] = around
  around['top'] = around
  // [Replaceable] on the platform: the real one is an origin that no script here may look into.
  own['parent'] = around
  for (const store of ['localStorage', 'sessionStorage']) pretendStore(store)
  Object.defineProperty(document, 'cookie', { get: () => '', set: () => undefined, configurable: true })
}

/** A sandbox has no storage, and asking for it throws: packages that try get one that forgets. */
function pretendStore(name: string): void {
  const kept = new Map<string, string>()
  const store = {
    getItem: (key: string) => kept.get(String(key)) ?? null,
    setItem: (key: string, value: string) => void kept.set(String(key), String(value)),
    removeItem: (key: string) => void kept.delete(String(key)),
    clear: () => kept.clear(),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
  }
  Object.defineProperty(window, name, { value: store, configurable: true })
}

function report(dialect: Dialect, api: Api, state: PackageState): void {
  const top = window.top ?? window
  const begun = Date.now()
  let sequence = state.sequence
  let timer = 0
  let sent = ''

  const say = (kind: string, more: object = {}): void => top.postMessage({ package: state.token, kind, ...more }, state.site)
  const look = (): { data: Record<string, string>; text: string } => {
    const data: Record<string, string> = {}
    for (const [name, value] of Object.entries(api.getFlattenedCMI())) {
      const isSaid = (typeof value === 'string' && value !== '') || typeof value === 'number'
      if (isSaid && !(name in facts) && !/\.(entry|credit|lesson_mode|mode|total_time|time_limit_action)$/.test(name)) data[name] = String(value)
    }
    return { data, text: JSON.stringify(data) }
  }
  const facts = dialect.facts(state)
  const next = (data: Record<string, string>): object => {
    sequence = Math.max(sequence + 1, Date.now()) // grows on, also over the pages of one SCO
    return { sequence, data, elapsed: Math.round((Date.now() - begun) / 1000) }
  }
  const tell = (isUrgent: boolean): void => {
    window.clearTimeout(timer)
    timer = 0
    const { data, text } = look()
    if (text === sent && !isUrgent) return
    sent = text
    say('state', { isUrgent, report: next(data) })
  }
  // The page around may be gone before it reads a message: the last word goes to the server from here.
  const part = (): void => {
    const { data } = look()
    if (!state.report || !hasBegun) return
    const body = JSON.stringify(next(data))
    const options: RequestInit = { method: 'POST', mode: 'no-cors', credentials: 'omit', body }
    if (body.length < LARGEST_PARTING) options.keepalive = true
    fetch(state.report, options).catch(() => undefined)
  }

  let hasBegun = false
  api.on(dialect.calls.begin, () => {
    hasBegun = true
    say('begun')
    tell(true)
  })
  api.on(dialect.calls.set, () => {
    if (!timer) timer = window.setTimeout(() => tell(false), SOON)
  })
  for (const call of [dialect.calls.commit, dialect.calls.end]) api.on(call, () => tell(true))
  window.addEventListener('pagehide', part)
  say('loaded')
}
