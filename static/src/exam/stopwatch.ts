/** Seconds spent on each item, counted only while the page is in front of the candidate. */
import type { AttemptRoom } from './attempt-room'
import type { Slot } from './answers'

export class Stopwatch {
  private current: Slot | null = null
  private since = 0
  private unsent = 0

  constructor(private readonly room: AttemptRoom) {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.account()
      else this.since = performance.now()
    })
  }

  /** The candidate is at this item; leaving the one before is recorded when it took a second or more. */
  at(slot: Slot): void {
    this.account()
    if (slot === this.current) return
    const left = this.current
    const isWorthTelling = left && this.unsent >= 1
    this.current = slot
    this.unsent = 0
    if (left && isWorthTelling) void this.room.record(left, 'visit', () => ({})).then(() => this.room.sender.now())
    else this.room.sender.now()
  }

  private account(): void {
    const now = performance.now()
    const isCounting = this.current && this.room.phase === 'running' && document.visibilityState === 'visible'
    if (this.current && isCounting) {
      const seconds = (now - this.since) / 1_000
      this.current.seconds += seconds
      this.unsent += seconds
    }
    this.since = now
  }
}
