/**
 * Keeps the sign-in awake: the idle limit is as long as a paper, and answers travel with a token that
 * the sign-in does not notice. Only somebody who does something is here; failures are silent, because
 * a lost sign-in is noticed and mended where one is needed.
 */
import type { AttemptRoom, Phase } from './attempt-room'
import { call } from './wire'

const EVERY = 5 * 60_000
const ACTS = ['pointerdown', 'keydown', 'touchstart', 'scroll']

export class Presence {
  private hasActed = false
  private askedAt = performance.now()
  private phase: Phase

  constructor(private readonly room: AttemptRoom) {
    this.phase = room.phase
  }

  start(): void {
    const act = (): void => void (this.hasActed = true)
    for (const name of ACTS) window.addEventListener(name, act, { capture: true, passive: true })
    window.setInterval(() => this.tick(), EVERY)
    document.addEventListener('visibilitychange', () => {
      if (performance.now() - this.askedAt >= EVERY) this.tick()
    })
    this.room.changed.on((phase) => {
      // Handing in: the result must open right afterwards, also after two hours of silence.
      if (phase === 'closing' && this.phase !== 'closing') this.ask()
      this.phase = phase
    })
  }

  private tick(): void {
    const isOver = this.phase === 'submitted' || this.phase === 'blocked'
    if (this.hasActed && !isOver && document.visibilityState === 'visible') this.ask()
  }

  private ask(): void {
    this.hasActed = false
    this.askedAt = performance.now()
    void call(this.room.data.urls.presence, { method: 'GET', timeout: 10_000 })
  }
}
