/** What the candidate has chosen, slot by slot, and how safe each answer is. */
import { Emitter } from './emitter'
import type { JournalEntry } from './journal-store'
import type { AnswerEvent, FormDocument, Item, Kind, LeaseAnswer, SlotResponse } from './protocol'

/** none: nothing chosen yet · device: only here · saved: the server has it on its disk · refused: it will not count. */
export type Mark = 'none' | 'device' | 'saved' | 'refused'
export type Refusal = 'malformed' | 'late' | 'superseded' | 'lease'

export interface Slot {
  item: Item
  /** Official letters in the order in which this candidate sees them. */
  order: string
  selected: string
  flagged: boolean
  struck: string
  seconds: number
  clientAt: number
  /** The entry that holds the last change (visits are no change); 0 = the server told us. */
  seq: number
  refusal: Refusal | null
}

export type Change = Partial<Pick<Slot, 'selected' | 'flagged' | 'struck'>>

export class Answers {
  readonly slots: Slot[]
  readonly changed = new Emitter<Slot>()
  acked = 0

  constructor(
    readonly document: FormDocument,
    order: (string | null)[] | null,
  ) {
    this.slots = document.items.map((item, index) => ({
      item,
      order: order?.[index] ?? item.options.map(([letter]) => letter).join(''),
      selected: '',
      flagged: false,
      struck: '',
      seconds: 0,
      clientAt: 0,
      seq: 0,
      refusal: null,
    }))
  }

  at(number: number): Slot {
    const slot = this.slots.find((other) => other.item.slot === number)
    if (!slot) throw new RangeError(`no slot ${number}`)
    return slot
  }

  /** The server's state, and over it what this device still has to send. */
  restore(answer: LeaseAnswer, pending: readonly JournalEntry[]): void {
    this.acked = answer.sequence
    for (const slot of this.slots) {
      Object.assign(slot, { selected: '', flagged: false, struck: '', seconds: 0, clientAt: 0, seq: 0 })
      if (slot.refusal !== 'late' && slot.refusal !== 'malformed') slot.refusal = null
    }
    for (const response of answer.responses) this.put(response, 0)
    for (const entry of pending) this.put(entry, entry.kind === 'visit' ? this.at(entry.slot).seq : entry.seq)
    for (const slot of this.slots) this.changed.emit(slot)
  }

  private put(state: SlotResponse, seq: number): void {
    Object.assign(this.at(state.slot), {
      selected: state.selected,
      flagged: state.flagged,
      struck: state.struck,
      seconds: state.seconds,
      clientAt: state.client_at,
      seq,
    })
  }

  /** Choosing again what is chosen is no change, unless it was refused before. */
  isNews(slot: Slot, change: Change): boolean {
    const { selected, flagged, struck } = { ...slot, ...change }
    const isSame = selected === slot.selected && flagged === slot.flagged && struck === slot.struck
    return !isSame || slot.refusal !== null
  }

  /** The event that a change of `slot` would be; nothing changes yet. */
  propose(slot: Slot, kind: Kind, change: Change, clientAt: number): Omit<AnswerEvent, 'seq'> {
    const { selected, flagged, struck } = { ...slot, ...change }
    const seconds = Math.round(slot.seconds)
    return { kind, slot: slot.item.slot, selected, flagged, struck, seconds, client_at: Math.round(clientAt) }
  }

  /** The entry is on the disk: now the screen may show it. */
  accept(entry: JournalEntry): void {
    const slot = this.at(entry.slot)
    const { seconds } = slot
    this.put(entry, entry.kind === 'visit' ? slot.seq : entry.seq)
    slot.seconds = Math.max(seconds, slot.seconds)
    if (entry.kind !== 'visit') slot.refusal = null
    this.changed.emit(slot)
  }

  acknowledge(acked: number): void {
    const before = this.acked
    this.acked = acked
    for (const slot of this.slots) {
      if (slot.seq <= Math.min(before, acked)) continue
      if (slot.refusal === 'lease' && slot.seq <= acked) slot.refusal = null
      this.changed.emit(slot)
    }
  }

  refuse(numbers: Iterable<number>, refusal: Refusal): void {
    for (const number of new Set(numbers)) {
      const slot = this.at(number)
      slot.refusal = refusal
      this.changed.emit(slot)
    }
  }

  mark(slot: Slot): Mark {
    if (slot.refusal) return 'refused'
    if (slot.seq > this.acked) return 'device'
    return slot.selected || slot.flagged || slot.struck || slot.clientAt ? 'saved' : 'none'
  }

  unanswered(): Slot[] {
    return this.slots.filter((slot) => !slot.selected)
  }

  flagged(): Slot[] {
    return this.slots.filter((slot) => slot.flagged)
  }

  withMark(mark: Mark): Slot[] {
    return this.slots.filter((slot) => this.mark(slot) === mark)
  }
}
