/** Hands over the rest of a journal whose attempt is over, under the leases it was written under. */
import type { Journal, LeaseFact } from './journal'
import type { JournalEntry } from './journal-store'
import type { LeaseAnswer } from './protocol'
import { wireForm } from './sender'
import { call, type Reply, SIGNED_OUT } from './wire'

const BATCH = 50

export interface ClosedAttempt {
  attempt: number
  events: string
  lease: string
}

/** How far one lease has come, and what has been tried once. */
interface Progress {
  fact: LeaseFact
  most: number
  tried: Set<string | number>
}

export class Delivery {
  /** Items with an answer that was given before the deadline and that the server has kept as late. */
  private readonly late = new Set<number>()
  private granted: LeaseAnswer | null = null
  private hasAsked = false

  constructor(
    private readonly journal: Journal,
    private readonly closed: ClosedAttempt,
    private readonly device: () => Promise<string>,
    private readonly csrf: string,
  ) {}

  /** Send everything, forget what was acknowledged; how many answers were late. */
  async run(): Promise<number> {
    const { store } = this.journal
    const refused = `undeliverable.${this.closed.attempt}`
    const leftovers = await this.journal.leftovers()
    if (leftovers.length && (await store.read(refused))) return 0
    let isFinal = true
    for (const { lease, fact } of leftovers) isFinal = (await this.send(lease, fact)) && isFinal
    await this.journal.forget()
    // What the server refused for good stays here for the candidate, but is not sent on every page.
    const isStuck = isFinal && (await this.journal.leftovers()).length > 0
    if (isStuck) await store.write(refused, true).catch(() => undefined)
    return this.late.size
  }

  /** True when the server has said its last word on the entries of a lease, whatever it was. */
  private async send(lease: number, first: LeaseFact | null): Promise<boolean> {
    const fact = first ?? (await this.renew(lease))
    if (!fact) return this.hasAsked
    const progress: Progress = { fact, most: BATCH, tried: new Set() }
    for (;;) {
      const { acked, head, token } = progress.fact
      const rest = this.journal.entries().filter((entry) => entry.lease === lease && entry.seq > acked)
      if (!rest.length) return true
      const batch = rest.slice(0, progress.most)
      const body = { after: { seq: acked, head }, events: batch.map(wireForm) }
      const reply = await call(this.closed.events, { token, body, timeout: 30_000 })
      const now = reply?.body['acked']
      if (reply && typeof now === 'number' && now > acked) {
        this.count(reply.body, batch, now)
        progress.fact = { ...progress.fact, acked: now }
        await this.journal.keepFact(lease, progress.fact)
      } else if (!(await this.mend(reply, lease, batch, progress))) {
        return isRefusal(reply) || (reply?.status === SIGNED_OUT && this.hasAsked)
      }
    }
  }

  /** Clear what stands in the way, each thing once. False: nothing more to try now. */
  private async mend(reply: Reply | null, lease: number, batch: readonly JournalEntry[], progress: Progress): Promise<boolean> {
    const { fact, tried } = progress
    const [entry] = batch
    const once = (what: string | number): boolean => !tried.has(what) && Boolean(tried.add(what))
    if (reply?.status === SIGNED_OUT && once('token')) {
      const fresh = await this.renew(lease)
      if (fresh) progress.fact = fresh
      return fresh !== null
    }
    const expected = reply?.body['expected']
    if (reply?.status === 409 && typeof expected === 'number' && once('gap')) {
      progress.fact = { ...fact, acked: expected - 1 }
      return true
    }
    if (reply?.status !== 422 || !entry) return false
    // Something is malformed: one at a time, and around the one that is.
    if (batch.length > 1) progress.most = 1
    else if (once(entry.seq)) await this.journal.defuse(entry)
    else return false
    return true
  }

  // Of the entries up to `acked` the last `late` ones are new to the server; the others it had before.
  private count(body: Record<string, unknown>, batch: readonly JournalEntry[], acked: number): void {
    const late = typeof body['late'] === 'number' ? body['late'] : 0
    const deadline = typeof body['deadline'] === 'number' ? body['deadline'] : Infinity
    for (const { kind, seq, slot, client_at: at } of batch) {
      if (kind === 'answer' && seq <= acked && seq > acked - late && at <= deadline) this.late.add(slot)
    }
  }

  /** A fresh token for a lease that this device still has: tokens live a day, a phone may lie longer. */
  private async renew(lease: number): Promise<LeaseFact | null> {
    if (!this.hasAsked) {
      const body = { device: await this.device(), take_over: false }
      const reply = await call(this.closed.lease, { csrf: this.csrf, body })
      this.hasAsked = reply?.status === 200 || isRefusal(reply)
      if (reply?.status === 200) this.granted = reply.body as unknown as LeaseAnswer
    }
    const answer = this.granted
    return answer?.lease === lease ? { token: answer.token, acked: answer.sequence, head: answer.head } : null
  }
}

/** The server understood and will not change its mind; other failures are worth another try some day. */
function isRefusal(reply: Reply | null): boolean {
  return reply !== null && [403, 404, 409, 410, 422, 423].includes(reply.status)
}
