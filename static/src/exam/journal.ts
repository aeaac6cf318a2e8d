/**
 * The device journal of one attempt: every change is here, on the disk, before the screen shows it.
 * Entries leave only when the server has acknowledged them and the attempt is submitted.
 */
import { Emitter } from './emitter'
import type { JournalEntry, JournalStore, NewEntry } from './journal-store'
import type { AnswerEvent, LeaseAnswer } from './protocol'

export interface LeaseFact {
  token: string
  acked: number
  head: string
}

/** `heard_at`: the device's own clock at that moment. */
export type Remembered = LeaseAnswer & { heard_at: number }

export class Journal {
  lease = 0
  acked = 0
  head = ''
  token = ''
  /** The number up to which the server has everything. */
  readonly saved = new Emitter<number>()
  private all: JournalEntry[] = []

  constructor(
    readonly store: JournalStore,
    readonly attempt: number,
  ) {}

  async load(): Promise<void> {
    this.all = await this.store.entries(this.attempt)
  }

  /** Go on under the lease that the server granted; its word on what is saved counts, not ours. */
  async resume(answer: LeaseAnswer): Promise<void> {
    this.lease = answer.lease
    this.token = answer.token
    this.acked = answer.sequence
    this.head = answer.head
    await this.keepOurs()
    // Only a convenience for opening without the server; a full disk must not keep the candidate out.
    await this.store.write(`attempt.${this.attempt}`, { ...answer, heard_at: Date.now() }).catch(() => undefined)
  }

  /** What the server said last time, for a room that opens while the server is away. */
  async remembered(): Promise<Remembered | null> {
    const answer = (await this.store.read(`attempt.${this.attempt}`)) as Remembered | undefined
    if (!answer) return null
    const fact = await this.factOf(answer.lease)
    return { ...answer, sequence: fact?.acked ?? answer.sequence, head: fact?.head ?? answer.head }
  }

  async record(event: Omit<AnswerEvent, 'seq'>): Promise<JournalEntry> {
    const entry: NewEntry = { ...event, attempt: this.attempt, lease: this.lease }
    const written = await this.store.append(entry, this.acked)
    this.all.push(written)
    return written
  }

  /** Entries of the present lease that the server has not acknowledged, oldest first. */
  pending(): JournalEntry[] {
    return this.all.filter((entry) => entry.lease === this.lease && entry.seq > this.acked)
  }

  entries(): readonly JournalEntry[] {
    return this.all
  }

  async acknowledge(acked: number, head: string | null): Promise<void> {
    this.acked = acked
    if (head !== null) this.head = head
    this.saved.emit(acked)
    await this.keepOurs()
  }

  /** Put an entry that the server cannot read out of its way: its number then repeats the state before it. */
  async defuse(entry: JournalEntry): Promise<void> {
    const earlier = this.all.filter((other) => other.slot === entry.slot && other.lease === entry.lease && other.seq < entry.seq)
    const blank = { ...entry, selected: '', flagged: false, struck: '', seconds: 0 }
    const harmless: JournalEntry = { ...(earlier.pop() ?? blank), kind: 'visit', seq: entry.seq }
    await this.store.write(`refused.${this.attempt}.${entry.lease}.${entry.seq}`, entry)
    await this.store.replace(harmless)
    this.all = this.all.map((other) => (other === entry ? harmless : other))
  }

  /** Entries of other leases (outside the room: of all) that were never acknowledged, with the token they may travel with. */
  async leftovers(): Promise<{ lease: number; fact: LeaseFact | null; entries: JournalEntry[] }[]> {
    const found = []
    for (const lease of new Set(this.all.map((entry) => entry.lease))) {
      if (lease === this.lease) continue
      const fact = await this.factOf(lease)
      const entries = this.all.filter((entry) => entry.lease === lease && entry.seq > (fact?.acked ?? 0))
      if (entries.length) found.push({ lease, fact, entries })
    }
    return found
  }

  async acknowledgeLease(lease: number, acked: number): Promise<void> {
    const fact = await this.factOf(lease)
    if (fact) await this.keepFact(lease, { ...fact, acked })
  }

  /** The attempt is submitted and everything acknowledged: nothing is left to keep. */
  async forget(): Promise<void> {
    if (this.pending().length || (await this.leftovers()).length) return
    const kept = await this.remembered()
    const last = Math.max(this.lease, kept?.lease ?? 0, this.all[this.all.length - 1]?.lease ?? 0)
    await this.store.removeEntries(this.attempt)
    await this.store.remove(`attempt.${this.attempt}`)
    if (kept) await this.store.remove(`document.${kept.document}`)
    for (let lease = 1; lease <= last; lease += 1) await this.store.remove(this.factName(lease))
    this.all = []
  }

  private factName(lease: number): string {
    return `lease.${this.attempt}.${lease}`
  }

  private async factOf(lease: number): Promise<LeaseFact | null> {
    return ((await this.store.read(this.factName(lease))) as LeaseFact | undefined) ?? null
  }

  private keepOurs(): Promise<void> {
    return this.keepFact(this.lease, { token: this.token, acked: this.acked, head: this.head })
  }

  /** How far a lease has come. A full disk must not stop an acknowledgement: the server knows it anyway. */
  async keepFact(lease: number, fact: LeaseFact): Promise<void> {
    await this.store.write(this.factName(lease), fact).catch(() => undefined)
  }
}
