/** Shows the items: one at a time, or the whole paper; keeps track of where the candidate is. */
import type { Answers, Slot } from './answers'
import { h } from './dom'
import { Emitter } from './emitter'
import { type CardActions, ItemCard } from './item-card'
import { t } from './texts'

export type View = 'one' | 'whole'

export class Pages {
  current: Slot
  view: View = 'one'
  readonly moved = new Emitter<Slot>()
  private readonly cards = new Map<Slot, ItemCard>()

  constructor(
    private readonly answers: Answers,
    private readonly place: HTMLElement,
    private readonly actions: CardActions,
    first: Slot,
  ) {
    this.current = first
    answers.changed.on((slot) => this.cards.get(slot)?.refresh())
  }

  card(slot: Slot): ItemCard {
    const card = this.cards.get(slot) ?? new ItemCard(slot, this.actions)
    this.cards.set(slot, card)
    return card
  }

  draw(): void {
    if (this.view === 'one') this.place.replaceChildren(this.card(this.current).element)
    else this.place.replaceChildren(...this.answers.document.kinds.flatMap((section) => this.section(section.first, section.last, section.kind)))
    this.place.classList.toggle('is-whole', this.view === 'whole')
  }

  private section(first: number, last: number, kind: string): HTMLElement[] {
    const slots = this.answers.slots.filter(({ item }) => item.slot >= first && item.slot <= last)
    const heading = h('p', { class: 'room-section-title' }, t(`section_${kind}`, { first, last }))
    return [heading, ...slots.map((slot) => this.card(slot).element)]
  }

  show(view: View): void {
    this.view = view
    this.draw()
    this.go(this.current, false)
  }

  go(slot: Slot, isFocused = true): void {
    this.current = slot
    if (this.view === 'one') this.draw()
    const { element, heading } = this.card(slot)
    for (const card of this.cards.values()) card.element.classList.toggle('is-current', card.slot === slot)
    if (isFocused) heading.focus({ preventScroll: true })
    if (this.view === 'one') window.scrollTo(0, 0)
    else element.scrollIntoView({ block: 'start' })
    this.moved.emit(slot)
  }

  /** By so many items; false at either end. */
  step(by: number): boolean {
    const next = this.answers.slots[this.answers.slots.indexOf(this.current) + by]
    if (next) this.go(next)
    return Boolean(next)
  }

  goTo(number: number): void {
    this.go(this.answers.at(number))
  }

  refresh(): void {
    for (const card of this.cards.values()) card.refresh()
  }
}
