/**
 * The server's clock as this device knows it. It runs on `performance.now()`, so that changing the
 * device's clock, even by a day, moves nothing. Every answer of the server sets it anew.
 */

interface Sample {
  server: number
  at: number
  halfTrip: number
  wall: number
  isGuess: boolean
}

const DRIFT = 5_000
const STALE = 60_000

export class Clock {
  private sample: Sample | null = null

  /** Take the time of a reply: it is exact to half the time the request took. */
  sync(serverNow: number, sentAt: number, receivedAt: number): void {
    const halfTrip = (receivedAt - sentAt) / 2
    const fresh = { server: serverNow, at: sentAt + halfTrip, halfTrip, wall: Date.now() - halfTrip, isGuess: false }
    const old = this.sample
    const oldError = old ? Math.abs(this.now() - (serverNow + halfTrip)) : Infinity
    if (!old || !this.isSure || halfTrip <= old.halfTrip || oldError > halfTrip || receivedAt - old.at > STALE) {
      this.sample = fresh
    }
  }

  /** Go by what was known before a reload; a device whose clock is a day off stays a day off. */
  guess(serverNow: number): void {
    if (!this.sample) this.sample = { server: serverNow, at: performance.now(), halfTrip: Infinity, wall: Date.now(), isGuess: true }
  }

  /** Milliseconds of the server; before its first word, the device's own clock, which nobody relies on. */
  now(): number {
    const sample = this.sample
    return sample ? sample.server + (performance.now() - sample.at) : Date.now()
  }

  /**
   * False before the first reply, and after the two clocks of the device went apart: it slept (then
   * `performance.now()` may have stood still) or somebody set its clock. Only a reply can tell which;
   * until then nothing is closed by this clock.
   */
  get isSure(): boolean {
    const sample = this.sample
    if (!sample || sample.isGuess) return false
    return Math.abs(Date.now() - sample.wall - (performance.now() - sample.at)) < DRIFT
  }
}
