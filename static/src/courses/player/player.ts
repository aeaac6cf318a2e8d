// The player of a lesson: the browser's own video with speed, sizes, keys, chapters and a memory. It plays without any of it.

export interface Facts {
  watching: string | null
  presence: string | null
  places: number[] // where somebody is still to be asked whether they are there, in ms
  allPlaces: number[]
  position: number // where they were last on any device, in ms
  positionAt: number | null
  now: number // of the server, when the page was made
  start: number | null // the second that the address asks for
  counted: number
  length: number | null
  person: string
  lesson: string
}

export interface Standing {
  completed: boolean
  counted: number
  length: number
  places: number[]
  confirmed?: boolean // of the question that was just answered
}

export interface Player {
  box: HTMLElement
  video: HTMLVideoElement
  facts: Facts
  texts: Record<string, string>
  say: (text: string) => void
  now: () => number // the server's clock
  onStanding: (listener: (standing: Standing) => void) => void
  tell: (standing: Standing) => void
}

export function findPlayer(): Player | null {
  const box = document.querySelector<HTMLElement>('[data-player]')
  const video = box?.querySelector('video')
  if (!box || !video) return null
  const facts = JSON.parse(box.dataset['player'] ?? '{}') as Facts
  const ahead = facts.now - Date.now()
  const listeners: ((standing: Standing) => void)[] = []
  const news = box.querySelector<HTMLElement>('[data-player-news]')
  return {
    box,
    video,
    facts,
    texts: JSON.parse(box.dataset['texts'] ?? '{}') as Record<string, string>,
    say: (text) => {
      if (news) news.textContent = text
    },
    now: () => Date.now() + ahead,
    onStanding: (listener) => void listeners.push(listener),
    tell: (standing) => listeners.forEach((listener) => listener(standing)),
  }
}

// 12:30, and 1:02:30 from an hour on.
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return whole < 3600 ? rest : `${Math.floor(whole / 3600)}:${rest}`
}

export function readClock(text: string): number | null {
  const parts = text.replace(/：/g, ':').split(':')
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => /^\d{1,3}$/.test(part.trim()))) return null
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0)
}

export function fill(text: string | undefined, values: Record<string, string>): string {
  return Object.entries(values).reduce((made, [name, value]) => made.split(`{${name}}`).join(value), text ?? '')
}

// What this device remembers. Private windows may refuse; then nothing is remembered.
export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value))
  } catch {
    // full, or forbidden
  }
}

export function recall<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null') as T | null
  } catch {
    return null
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(name)
  } catch {
    // forbidden
  }
}

export function whenReady(video: HTMLVideoElement, then: () => void): void {
  if (video.readyState >= 1) then()
  else video.addEventListener('loadedmetadata', then, { once: true })
}
