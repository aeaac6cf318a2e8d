/** The time left: shown every second, spoken only at 30, 10, 5 and 1 minutes and 30 seconds, and at the end. */
import type { AttemptRoom } from './attempt-room'
import { t } from './texts'

const SPOKEN = [1_800, 600, 300, 60, 30]

export class Timer {
  private lastSpoken = Infinity
  private isUrgent = false

  constructor(
    private readonly room: AttemptRoom,
    private readonly face: HTMLElement,
    private readonly voices: { polite: HTMLElement; assertive: HTMLElement },
    private readonly over: () => void,
    private readonly doubt: () => void,
  ) {}

  start(): void {
    window.setInterval(() => this.tick(), 250)
    this.room.changed.on(() => this.tick())
  }

  private tick(): void {
    const { room } = this
    if (room.deadline === null || !room.answers) return
    if (room.phase === 'submitted' || room.phase === 'paused') return
    const left = (room.deadline - room.clock.now()) / 1_000
    const seconds = Math.max(0, Math.ceil(left))
    this.show(seconds)
    // A clock that nobody vouches for closes nothing: ask the server first.
    if (!room.clock.isSure) return this.doubt()
    if (room.phase !== 'running') return
    this.speak(seconds)
    if (left <= 0) {
      this.voices.assertive.textContent = t('time_over_spoken')
      this.over()
    }
  }

  private show(seconds: number): void {
    const text = (this.room.clock.isSure ? '' : '≈') + clockText(seconds)
    if (this.face.textContent !== text) this.face.textContent = text
    const isUrgent = seconds <= 300
    if (isUrgent !== this.isUrgent) this.face.classList.toggle('is-urgent', isUrgent)
    this.isUrgent = isUrgent
  }

  private speak(seconds: number): void {
    // More time than before (an extension, an outage credit): announce its thresholds again.
    const due = SPOKEN.filter((mark) => seconds <= mark && mark < this.lastSpoken).pop()
    if (seconds > this.lastSpoken) this.lastSpoken = Infinity
    if (due === undefined) return
    const isFresh = due - seconds < 5
    this.lastSpoken = due
    if (isFresh) this.voices.polite.textContent = due >= 60 ? t('minutes_left', { n: due / 60 }) : t('seconds_left', { n: due })
  }
}

export function clockText(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`
}
