/** The attempt on this device: which phase it is in, what the candidate records, what the server says. */
import { Answers, type Change, type Slot } from './answers'
import type { Clock } from './clock'
import { Emitter } from './emitter'
import { loadDocument } from './form-document'
import type { Journal } from './journal'
import { adoptLeftovers, sendStrays } from './leftovers'
import type { Lease } from './lease'
import type { AttemptState, EventsAnswer, Kind, LeaseAnswer, Notice, RoomData } from './protocol'
import { Sender } from './sender'
import { Backoff } from './wire'

/** held: another device or tab has the room. closing: handing in, until the server has confirmed it. */
export type Phase = 'opening' | 'running' | 'paused' | 'held' | 'closing' | 'submitted' | 'blocked'
export type Link = 'online' | 'offline' | 'signed-out'
export type Told = { kind: 'full' | 'adopted' | 'notice'; text?: string; slots?: number[] }

export class AttemptRoom {
  phase: Phase = 'opening'
  link: Link = 'online'
  deadline: number | null = null
  minSubmitAt: number | null = null
  pollSeconds = 15
  answers: Answers | null = null
  heldElsewhere: 'device' | 'tab' = 'device'
  readonly changed = new Emitter<Phase>()
  readonly told = new Emitter<Told>()
  readonly sender: Sender
  private readonly backoff = new Backoff(15_000)
  private readonly notices = new Set<string>()
  private writing: Promise<unknown> = Promise.resolve()
  private retry = 0

  constructor(
    readonly data: RoomData,
    readonly journal: Journal,
    readonly clock: Clock,
    readonly lease: Lease,
  ) {
    journal.saved.on((acked) => {
      this.answers?.acknowledge(acked)
      if (this.phase === 'submitted') void journal.forget()
    })
    this.sender = new Sender(data.urls.events, journal, clock, {
      acknowledged: (answer, batch) => this.onAcknowledged(answer, batch.map((entry) => entry.slot)),
      unreachable: () => this.setLink('offline'),
      renew: () => this.renew(),
      leaseLost: (batch) => this.lose('device', batch.map((entry) => entry.slot)),
      paused: () => this.follow('paused', null),
      malformed: (entry) => this.answers?.refuse([entry.slot], 'malformed'),
      blocked: () => this.enter('blocked'),
    })
  }

  /** Ask for the room, open it, and keep asking while nobody answers. */
  async open(takeOver = false): Promise<void> {
    window.clearTimeout(this.retry)
    if (takeOver) await sendStrays(this.journal, this.data.urls.events)
    const outcome = await this.lease.ask(takeOver)
    if (outcome.kind === 'granted' && (await this.admit(outcome.answer))) return
    if (outcome.kind === 'held') {
      this.lose('device', this.journal.pending().map((entry) => entry.slot))
      await sendStrays(this.journal, this.data.urls.events)
      return
    }
    if (outcome.kind === 'closed') return this.enter('submitted')
    if (outcome.kind === 'refused') return this.enter('blocked')
    this.setLink(outcome.kind === 'signed-out' ? 'signed-out' : 'offline')
    if (!this.answers) await this.openFromMemory()
    this.retry = window.setTimeout(() => void this.open(), this.backoff.next())
  }

  private async admit(answer: LeaseAnswer): Promise<boolean> {
    const answers = (this.answers ??= await this.makeAnswers(answer))
    if (!answers) return false
    // In line with the recording: no entry may begin under one lease and end under another.
    const adopted = await this.inLine(async () => {
      await this.journal.resume(answer)
      answers.restore(answer, this.journal.pending())
      return adoptLeftovers(this.journal, answers)
    }).catch(() => [])
    if (adopted.length) this.told.emit({ kind: 'adopted', slots: adopted })
    this.minSubmitAt = answer.min_submit_at
    this.pollSeconds = answer.poll_seconds
    this.backoff.reset()
    this.setLink('online')
    this.notify(answer.notice)
    if (this.phase === 'opening' || this.phase === 'held') this.phase = 'running'
    this.follow(answer.state === 'created' ? 'running' : answer.state, answer.deadline)
    if (this.phase !== 'closing') this.sender.start()
    return true
  }

  private async makeAnswers(answer: LeaseAnswer): Promise<Answers | null> {
    const document = await loadDocument(this.journal.store, answer.document, answer.token)
    return document && new Answers(document, answer.order)
  }

  // The server is away while the page was (re)loaded: go on with what this device knows. What is
  // recorded now travels under the lease of last time, or is taken along if that was lost.
  private async openFromMemory(): Promise<void> {
    const answer = await this.journal.remembered()
    if (!answer) return
    this.answers = await this.makeAnswers(answer)
    if (!this.answers) return
    this.clock.guess(answer.server_now + (Date.now() - answer.heard_at))
    this.journal.lease = answer.lease
    this.journal.token = answer.token
    this.journal.acked = answer.sequence
    this.journal.head = answer.head
    const ours = this.journal.entries().filter((entry) => entry.lease === answer.lease)
    this.answers.restore(answer, ours)
    this.deadline = answer.deadline
    this.minSubmitAt = answer.min_submit_at
    this.enter(answer.state === 'paused' ? 'paused' : 'running')
  }

  /** A fresh token under the same lease. False when there is none yet. */
  async renew(): Promise<boolean> {
    const before = this.journal.token
    await this.open()
    return this.link === 'online' && this.journal.token !== before
  }

  /** Record a change: on the disk first, then on the screen, then to the server. */
  record(slot: Slot, kind: Kind, change: (slot: Slot) => Change): Promise<boolean> {
    return this.inLine(() => this.write(slot, kind, change(slot)))
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.writing.then(work)
    this.writing = done.catch(() => undefined)
    return done
  }

  private async write(slot: Slot, kind: Kind, change: Change): Promise<boolean> {
    if (this.phase !== 'running' || !this.answers) return false
    if (kind !== 'visit' && !this.answers.isNews(slot, change)) return true
    try {
      const event = this.answers.propose(slot, kind, change, this.clock.now())
      this.answers.accept(await this.journal.record(event))
    } catch {
      this.told.emit({ kind: 'full', slots: [slot.item.slot] })
      return false
    }
    this.sender.soon()
    return true
  }

  private onAcknowledged(answer: EventsAnswer, slots: number[]): void {
    if (answer.late) this.answers?.refuse(slots, 'late')
    if (answer.superseded?.length) this.answers?.refuse(answer.superseded, 'superseded')
    this.setLink('online')
    this.follow(answer.state, answer.deadline)
  }

  /** Take over what the server says about the attempt. */
  follow(state: AttemptState, deadline: number | null): void {
    if (deadline !== null) this.deadline = deadline
    // While handing in, the reply to that tells more than a pulse that overtakes it.
    if (state === 'submitted' && this.phase === 'closing') return
    if (state === 'submitted' || state === 'voided') this.enter('submitted')
    else if (state === 'paused' && (this.phase === 'running' || this.phase === 'closing')) this.enter('paused')
    else if (state === 'running' && this.phase === 'paused') {
      this.enter('running')
      this.sender.start()
    } else this.changed.emit(this.phase)
  }

  notify(notice: Notice | string | null | undefined): void {
    const text = typeof notice === 'string' ? notice : notice?.text
    if (!text || this.notices.has(text)) return
    this.notices.add(text)
    this.told.emit({ kind: 'notice', text })
  }

  /** Another device or tab writes from now on; this one only shows. */
  lose(to: 'device' | 'tab', slots: number[]): void {
    void this.sender.stop()
    this.heldElsewhere = to
    this.answers?.refuse(slots, 'lease')
    this.enter('held')
  }

  setLink(link: Link): void {
    if (this.link === link) return
    this.link = link
    this.changed.emit(this.phase)
  }

  enter(phase: Phase): void {
    if (this.phase === 'submitted') return
    this.phase = phase
    this.changed.emit(phase)
    if (phase === 'submitted') void this.journal.forget()
  }
}
