// How far down a lesson somebody is goes to the server every 15 s and when the page is left, and is found again on any device.
import { send } from './journal'

const EVERY = 15_000
const END = 1000
const SHORTEST = 10_000 // an end that is seen at once has not been read yet

export function startReading(): void {
  const lesson = document.querySelector<HTMLElement>('[data-lesson]')
  const url = ['video', 'slides'].includes(lesson?.dataset['lesson'] ?? '') ? undefined : lesson?.dataset['progressUrl']
  if (!lesson || !url) return
  const text = lesson.querySelector<HTMLElement>('[data-article]')
  const opened = Date.now()
  let sent = -1

  const report = async (): Promise<void> => {
    const seen = text ? position(text) : 0
    const place = Date.now() - opened < SHORTEST ? Math.min(seen, END - 1) : seen
    if (place === sent) return
    const before = sent
    sent = place
    const { isSafe, completed } = await send(url, { position: place })
    if (!isSafe) sent = before
    if (completed) showCompleted()
  }

  if (text) goBack(text, Number(lesson.dataset['position']))
  void report()
  window.setInterval(() => void (document.visibilityState === 'visible' && report()), EVERY)
  window.addEventListener('pagehide', () => void report())
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && report()))
}

// How much of the text has been on the screen, in thousandths.
function position(text: HTMLElement): number {
  const { top, height } = text.getBoundingClientRect()
  if (height <= 0) return 0
  return Math.max(0, Math.min(END, Math.round(((window.innerHeight - top) / height) * END)))
}

function goBack(text: HTMLElement, place: number): void {
  if (window.location.hash || !(place > 0 && place < END)) return
  const { top, height } = text.getBoundingClientRect()
  const bottom = window.scrollY + top + (height * place) / END
  if (bottom > window.innerHeight) window.scrollTo(0, bottom - window.innerHeight)
}

function showCompleted(): void {
  for (const mark of document.querySelectorAll<HTMLElement>('[data-lesson-completed]')) mark.hidden = false
}
