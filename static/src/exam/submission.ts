/** Handing in: by the candidate or because time is up. Tries until the server has confirmed it. */
import type { AttemptRoom } from './attempt-room'
import type { PulseAnswer, SubmissionAnswer } from './protocol'
import { wireForm } from './sender'
import { Backoff, call, type Reply, SIGNED_OUT } from './wire'

export type Reason = 'handed_in' | 'collected'

export class Submission {
  reason: Reason = 'handed_in'
  /** What the server said; null while it is under way or when it closed the attempt by itself. */
  answer: SubmissionAnswer | null = null
  /** Set when the server refused because it is too early: the earliest moment, in its milliseconds. */
  tooEarlyUntil: number | null = null
  private readonly backoff = new Backoff(5_000)
  private wake: () => void = () => undefined
  private round = 0

  constructor(private readonly room: AttemptRoom) {
    window.addEventListener('online', () => this.wake())
  }

  async start(reason: Reason): Promise<void> {
    if (this.room.phase !== 'running') return
    this.reason = reason
    this.tooEarlyUntil = null
    this.room.enter('closing')
    const round = ++this.round
    await this.room.sender.stop()
    // A withdrawn hand-in may still be waiting here when the next one begins.
    while (this.isClosing() && round === this.round) {
      if (await this.attempt()) return
      await this.pause()
    }
  }

  private isClosing(): boolean {
    return this.room.phase === 'closing'
  }

  /** Back to the items, as long as the server has not closed the attempt. */
  withdraw(): void {
    if (!this.isClosing() || this.reason === 'collected') return
    this.room.enter('running')
    this.room.sender.start()
    this.wake()
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = window.setTimeout(resolve, this.backoff.next())
      this.wake = () => {
        window.clearTimeout(timer)
        resolve()
      }
    })
  }

  private async attempt(): Promise<boolean> {
    const { journal, sender, data } = this.room
    if (this.reason === 'collected') {
      const word = await this.hearDeadline()
      if (word !== 'over') return word === 'extended'
    }
    const pending = journal.pending()
    const batch = pending.slice(0, 50)
    const isLast = batch.length === pending.length
    const url = isLast ? data.urls.submission : data.urls.events
    const body = { after: sender.position, events: batch.map(wireForm) }
    const reply = await call(url, { token: journal.token, body, timeout: 30_000 })
    if (reply?.body['late']) this.room.answers?.refuse(batch.map((entry) => entry.slot), 'late')
    return this.settle(reply, isLast)
  }

  /**
   * The time was up by what this device knew. If the server was away until now, it has given that time
   * back: then the candidate goes on instead of handing in.
   */
  private async hearDeadline(): Promise<'over' | 'extended' | 'unreachable'> {
    const { room } = this
    const reply = await call(room.data.urls.pulse, { method: 'GET', token: room.journal.token, timeout: 10_000 })
    if (reply?.status === SIGNED_OUT) return 'over'
    if (reply?.status !== 200) {
      room.setLink('offline')
      return 'unreachable'
    }
    const { server_now: now, deadline, state, notice } = reply.body as unknown as PulseAnswer
    room.clock.sync(now, reply.sentAt, reply.receivedAt)
    if (state !== 'running' || deadline === null || deadline <= now) return 'over'
    room.deadline = deadline
    room.setLink('online')
    room.notify(notice)
    room.enter('running')
    room.sender.start()
    return 'extended'
  }

  private async settle(reply: Reply | null, isLast: boolean): Promise<boolean> {
    const { room } = this
    switch (reply?.status) {
      case 200:
        return this.settleAccepted(reply, isLast)
      case SIGNED_OUT:
        await room.renew()
        return false
      case 409:
        return this.settleConflict(reply)
      case 423:
        room.lose('device', room.journal.pending().map((entry) => entry.slot))
        return true
      default:
        room.setLink('offline')
        return false
    }
  }

  private async settleAccepted(reply: Reply, isLast: boolean): Promise<boolean> {
    const { state } = reply.body
    await this.raise(reply.body)
    this.backoff.reset()
    this.room.setLink('online')
    if (!isLast || state !== 'submitted') return false
    this.answer = reply.body as unknown as SubmissionAnswer
    this.room.enter('submitted')
    return true
  }

  private async raise({ acked, head }: Record<string, unknown>): Promise<void> {
    if (typeof acked === 'number') await this.room.journal.acknowledge(acked, typeof head === 'string' ? head : null)
  }

  private async settleConflict(reply: Reply): Promise<boolean> {
    const { error, at, expected } = reply.body
    if (error === 'too_early') {
      // The answers that came along are kept all the same.
      await this.raise(reply.body)
      this.tooEarlyUntil = typeof at === 'number' ? at : null
      this.reason = 'handed_in'
      this.withdraw()
      return true
    }
    if (error === 'gap' && typeof expected === 'number') await this.room.journal.acknowledge(expected - 1, null)
    else if (error === 'paused') this.room.follow('paused', null)
    else this.room.enter('blocked')
    return error !== 'gap'
  }
}
