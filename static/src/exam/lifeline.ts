/** Listens to the server every few seconds: its clock, the deadline, a pause, a lost lease, a notice. */
import type { AttemptRoom } from './attempt-room'
import type { PulseAnswer } from './protocol'
import { call, SIGNED_OUT } from './wire'

export class Lifeline {
  private timer = 0
  private asking = false
  private doubtedAt = -Infinity

  constructor(private readonly room: AttemptRoom) {}

  start(): void {
    window.addEventListener('online', () => this.now())
    window.addEventListener('offline', () => this.room.setLink('offline'))
    window.addEventListener('pagehide', () => this.room.sender.parting())
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) void this.room.open()
    })
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.room.sender.parting()
      else this.now()
    })
    window.addEventListener('beforeunload', (event) => {
      // Without the server this page would not come back before the network does.
      const isOpen = this.room.phase === 'running' || this.room.phase === 'closing'
      const isRisky = this.room.link !== 'online' || this.room.journal.store.kind === 'memory'
      if (isOpen && isRisky) event.preventDefault()
    })
    this.later()
  }

  now(): void {
    window.clearTimeout(this.timer)
    void this.ask().finally(() => this.later())
  }

  /** Nobody vouches for the clock: ask now, but not more than every two seconds. */
  doubt(): void {
    if (performance.now() - this.doubtedAt < 2_000) return
    this.doubtedAt = performance.now()
    this.now()
  }

  private later(): void {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.now(), this.room.pollSeconds * 1_000)
  }

  private async ask(): Promise<void> {
    const { room } = this
    const isOver = room.phase === 'submitted' || room.phase === 'blocked'
    if (this.asking || isOver || room.phase === 'held' || !room.journal.lease) return
    this.asking = true
    const reply = await call(room.data.urls.pulse, { method: 'GET', token: room.journal.token, timeout: 10_000 })
    this.asking = false
    if (reply?.status === 200) {
      room.clock.sync(Number(reply.body['server_now']), reply.sentAt, reply.receivedAt)
      this.hear(reply.body as unknown as PulseAnswer)
    } else if (reply?.status === SIGNED_OUT) await room.renew()
    else if (reply?.status === 423) room.lose('device', room.journal.pending().map((entry) => entry.slot))
    else room.setLink('offline')
  }

  private hear(answer: PulseAnswer): void {
    const { room } = this
    if (answer.lease !== room.journal.lease) {
      // What was recorded before the other device took over still counts: send it once as it is.
      room.sender.parting()
      room.lose('device', room.journal.pending().map((entry) => entry.slot))
      return
    }
    const wasAway = room.link !== 'online'
    room.setLink('online')
    room.follow(answer.state, answer.deadline)
    room.notify(answer.notice)
    if (wasAway) room.sender.again()
  }
}
