/** Asks for the room on this device, and for a fresh CSRF token when the page has grown old. */
import type { Clock } from './clock'
import type { LeaseAnswer, RoomData } from './protocol'
import { call, fetchPage, type Reply, SIGNED_OUT } from './wire'

export type LeaseOutcome =
  | { kind: 'granted'; answer: LeaseAnswer }
  /** Another device has the room. */
  | { kind: 'held'; seenAt: number | null }
  | { kind: 'signed-out' }
  | { kind: 'unreachable' }
  /** The attempt is submitted or voided; its page shows what became of it. */
  | { kind: 'closed' }
  /** Not this person's attempt. */
  | { kind: 'refused' }

export class Lease {
  private asking: Promise<LeaseOutcome> | null = null

  constructor(
    private readonly data: RoomData,
    private readonly device: string,
    private readonly clock: Clock,
  ) {}

  /** Questions that come while one is under way get its answer. */
  ask(takeOver = false): Promise<LeaseOutcome> {
    if (this.asking && !takeOver) return this.asking
    this.asking = this.request(takeOver).finally(() => (this.asking = null))
    return this.asking
  }

  private async request(takeOver: boolean): Promise<LeaseOutcome> {
    let reply = await this.post(takeOver)
    if (reply?.status === 400) {
      // A CSRF token lives an hour, an exam two: take a new one from the page and try once more.
      const page = await this.refreshToken()
      if (page !== 'fresh') return { kind: page }
      reply = await this.post(takeOver)
    }
    return this.classify(reply)
  }

  private post(takeOver: boolean): Promise<Reply | null> {
    const body = { device: this.device, take_over: takeOver }
    return call(this.data.urls.lease, { csrf: this.data.csrf, body })
  }

  private classify(reply: Reply | null): LeaseOutcome {
    switch (reply?.status) {
      case 200: {
        const answer = reply.body as unknown as LeaseAnswer
        if (typeof answer.lease !== 'number') return { kind: 'unreachable' }
        this.clock.sync(answer.server_now, reply.sentAt, reply.receivedAt)
        const isOpen = answer.state === 'running' || answer.state === 'paused' || answer.state === 'created'
        return isOpen ? { kind: 'granted', answer } : { kind: 'closed' }
      }
      case 423: {
        const seenAt = reply.body['seen_at']
        return { kind: 'held', seenAt: typeof seenAt === 'number' ? seenAt : null }
      }
      case SIGNED_OUT:
        return { kind: 'signed-out' }
      case 403:
      case 404:
        return { kind: 'refused' }
      case 409:
      case 410:
        return { kind: 'closed' }
      default:
        return { kind: 'unreachable' }
    }
  }

  /** Read the room's page again for its CSRF token; it also tells whether the sign-in still holds. */
  async refreshToken(): Promise<'fresh' | 'signed-out' | 'unreachable' | 'closed' | 'refused'> {
    const found = await fetchPage(this.data.urls.room)
    if (!found || found.status >= 500) return 'unreachable'
    if (found.status === SIGNED_OUT) return 'signed-out'
    if (found.status >= 400) return 'refused'
    const data = found.page.getElementById('room-data')?.textContent
    if (data) {
      this.data.csrf = (JSON.parse(data) as RoomData).csrf
      return 'fresh'
    }
    return found.page.querySelector('input[type=password]') ? 'signed-out' : 'closed'
  }
}
