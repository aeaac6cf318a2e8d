/**
 * Carries the journal to the server: one request at a time, at most fifty entries in each, until the
 * server has acknowledged every one. Sending twice does no harm; not sending is not an option.
 */
import type { Clock } from './clock'
import type { Journal } from './journal'
import type { JournalEntry } from './journal-store'
import type { EventsAnswer } from './protocol'
import { Backoff, call, type Reply, SIGNED_OUT } from './wire'

const BATCH = 50

export interface SenderHooks {
  /** The durable answer of the server to a batch. */
  acknowledged(answer: EventsAnswer, batch: readonly JournalEntry[]): void
  /** The network or the server is away; trying goes on. */
  unreachable(): void
  /** The token is old; ask for the lease again. True when there is a new one. */
  renew(): Promise<boolean>
  leaseLost(batch: readonly JournalEntry[]): void
  paused(): void
  /** The server cannot read this entry. */
  malformed(entry: JournalEntry): void
  /** The server refuses everything (attempt voided, address gone). */
  blocked(status: number): void
}

export class Sender {
  private timer = 0
  private busy = false
  private stopped = false
  private limit = BATCH
  private defused = 0
  private working: Promise<void> = Promise.resolve()
  private readonly backoff = new Backoff()

  constructor(
    private readonly url: string,
    private readonly journal: Journal,
    private readonly clock: Clock,
    private readonly hooks: SenderHooks,
  ) {}

  /** Send within `wait` milliseconds, together with what comes until then. */
  soon(wait = 1_000): void {
    if (this.stopped || this.busy || this.timer) return
    this.timer = window.setTimeout(() => this.now(), wait)
  }

  now(): void {
    this.cancelTimer()
    const batch = this.journal.pending().slice(0, this.limit)
    if (!this.stopped && !this.busy && batch.length) this.working = this.carry(batch)
  }

  private async carry(batch: readonly JournalEntry[]): Promise<void> {
    this.busy = true
    const reply = await this.post(batch, false)
    const next = await this.settle(reply, batch)
    this.busy = false
    if (next !== null && this.journal.pending().length) this.soon(next)
  }

  /** The page may be going away: send once more without waiting for the request under way. */
  parting(): void {
    const batch = this.journal.pending().slice(0, BATCH)
    if (!this.stopped && batch.length) void this.post(batch, true).then((reply) => this.settle(reply, batch))
  }

  /** The network is back: no need to wait for the next try. */
  again(): void {
    this.backoff.reset()
    this.now()
  }

  /** Send nothing more; resolves when the request under way is settled. */
  stop(): Promise<void> {
    this.stopped = true
    this.cancelTimer()
    return this.working
  }

  start(): void {
    this.stopped = false
    this.again()
  }

  get position(): { seq: number; head: string } {
    return { seq: this.journal.acked, head: this.journal.head }
  }

  private cancelTimer(): void {
    window.clearTimeout(this.timer)
    this.timer = 0
  }

  private post(batch: readonly JournalEntry[], keepalive: boolean): Promise<Reply | null> {
    const body = { after: this.position, events: batch.map(wireForm) }
    return call(this.url, { token: this.journal.token, body, keepalive })
  }

  /** Act on a reply. Milliseconds until the next try, or null when trying must wait for somebody else. */
  private async settle(reply: Reply | null, batch: readonly JournalEntry[]): Promise<number | null> {
    const lease = batch[0]?.lease
    if (lease !== this.journal.lease) return null
    switch (reply?.status) {
      case 200:
        return this.settleAcknowledged(reply, batch)
      case SIGNED_OUT:
        return (await this.hooks.renew()) ? 0 : this.backoff.next()
      case 409:
        return this.settleConflict(reply)
      case 422:
        return this.settleMalformed(batch)
      case 423:
        await this.raise(reply.body)
        this.hooks.leaseLost(batch.filter((entry) => entry.seq > this.journal.acked))
        return null
      case 403:
      case 404:
      case 410:
        this.hooks.blocked(reply.status)
        return null
      default:
        this.hooks.unreachable()
        return this.backoff.next()
    }
  }

  private async settleAcknowledged(reply: Reply, batch: readonly JournalEntry[]): Promise<number> {
    const answer = reply.body as unknown as EventsAnswer
    if (typeof answer.acked !== 'number') {
      this.hooks.unreachable()
      return this.backoff.next()
    }
    this.backoff.reset()
    this.limit = BATCH
    this.clock.sync(answer.server_now, reply.sentAt, reply.receivedAt)
    // First what the server took but will not count, so that nothing looks saved for a moment that is not.
    this.hooks.acknowledged(answer, batch)
    await this.raise(reply.body)
    return 0
  }

  private async raise(body: Record<string, unknown>): Promise<void> {
    const { acked, head } = body
    // An older reply may overtake a newer one; saved never becomes unsaved again.
    if (typeof acked === 'number' && acked >= this.journal.acked) {
      await this.journal.acknowledge(acked, typeof head === 'string' ? head : null)
    }
  }

  private async settleConflict(reply: Reply): Promise<number | null> {
    const { error, expected } = reply.body
    if (error === 'paused') {
      this.hooks.paused()
      return null
    }
    if (error !== 'gap' || typeof expected !== 'number') {
      // Voided, or more entries than any candidate makes.
      this.hooks.blocked(409)
      return null
    }
    await this.journal.acknowledge(expected - 1, null)
    return this.backoff.next()
  }

  // Find the entry the server stumbles over by sending them one at a time, then step around it.
  private async settleMalformed(batch: readonly JournalEntry[]): Promise<number | null> {
    const [entry] = batch
    if (!entry) return null
    if (batch.length > 1) {
      this.limit = 1
      return 0
    }
    if (this.defused === entry.seq) {
      this.hooks.blocked(422)
      return null
    }
    this.defused = entry.seq
    await this.journal.defuse(entry)
    this.hooks.malformed(entry)
    return 0
  }
}

export function wireForm(entry: JournalEntry): Omit<JournalEntry, 'attempt' | 'lease'> {
  const { attempt: _attempt, lease: _lease, ...event } = entry
  return event
}
