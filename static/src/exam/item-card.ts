/** One item on the screen: number, kind, stem, options to choose and to strike out, and how safe the answer is. */
import type { Mark, Refusal, Slot } from './answers'
import { h, icon } from './dom'
import { t } from './texts'

export interface CardActions {
  choose(slot: Slot, letter: string): void
  strike(slot: Slot, letter: string): void
  flag(slot: Slot): void
  clear(slot: Slot): void
  markOf(slot: Slot): Mark
  isLocked(): boolean
}

interface Row {
  letter: string
  shown: string
  row: HTMLElement
  input: HTMLInputElement
  strike: HTMLButtonElement
  struck: HTMLElement
}

export const LETTERS = 'ABCDEFGH'
export const SIGNS: Record<Mark, string> = { none: '', device: '○', saved: '●', refused: '!' }

export function markText(mark: Mark, refusal: Refusal | null): string {
  return mark === 'refused' ? t(`refused_${refusal ?? 'malformed'}`) : t(`mark_${mark}`)
}

export class ItemCard {
  readonly element: HTMLElement
  readonly heading: HTMLElement
  private readonly rows: Row[]
  private readonly flag: HTMLButtonElement
  private readonly clear: HTMLButtonElement
  private readonly mark: HTMLElement

  constructor(
    readonly slot: Slot,
    private readonly actions: CardActions,
  ) {
    const { item } = slot
    const id = `item-${item.slot}`
    this.heading = h('h2', { class: 'item-number', id: `${id}-number`, tabindex: '-1' }, t('item_number', { n: item.slot }))
    this.flag = h('button', { type: 'button', class: 'room-flag', 'aria-pressed': 'false', onclick: () => actions.flag(slot) })
    this.flag.append(icon('flag') ?? '', h('span', {}, t('flag')))
    this.clear = h('button', { type: 'button', class: 'btn btn-quiet', onclick: () => actions.clear(slot) }, t('clear'))
    this.mark = h('p', { class: 'save-mark', id: `${id}-mark` })
    this.rows = Array.from(slot.order, (letter, index) => this.makeRow(letter, index))
    const role = item.kind === 'single' ? 'radiogroup' : 'group'
    this.element = h(
      'article',
      { class: `item item-${item.kind} room-item`, id, 'aria-labelledby': `${id}-number` },
      h('header', { class: 'item-head' }, this.heading, ...this.kindWords(), this.flag),
      h('p', { class: 'item-stem', id: `${id}-stem` }, item.stem),
      h('div', { class: 'item-options', role, 'aria-labelledby': `${id}-number ${id}-stem` }, ...this.rows.map((row) => row.row)),
      h('footer', { class: 'room-item-foot' }, this.mark, this.clear),
    )
    this.refresh()
  }

  private kindWords(): HTMLElement[] {
    const { kind } = this.slot.item
    const badge = h('span', { class: `room-kind is-${kind}` }, t(kind))
    return kind === 'multiple' ? [badge, h('span', { class: 'room-kind-hint' }, t('multiple_hint'))] : [badge]
  }

  private makeRow(letter: string, index: number): Row {
    const { slot, actions } = this
    const text = slot.item.options.find(([other]) => other === letter)?.[1] ?? ''
    const shown = LETTERS[index] ?? letter
    const input = h('input', {
      class: 'item-option-input',
      type: slot.item.kind === 'single' ? 'radio' : 'checkbox',
      name: `item-${slot.item.slot}`,
      value: shown,
      // The browser must not show a choice that is not on the disk yet: we show it when it is.
      onclick: (event) => {
        event.preventDefault()
        actions.choose(slot, letter)
      },
    })
    const strike = h('button', { type: 'button', class: 'room-strike', onclick: () => actions.strike(slot, letter) })
    const struck = h('span', { class: 'visually-hidden' })
    const words = h('span', { class: 'item-text' }, text, struck)
    const label = h('label', { class: 'item-option' }, input, h('span', { class: 'item-letter' }, shown), words)
    onLongPress(label, () => actions.strike(slot, letter))
    return { letter, shown, input, strike, struck, row: h('div', { class: 'room-option' }, label, strike) }
  }

  refresh(): void {
    const { slot } = this
    const isLocked = this.actions.isLocked()
    for (const { letter, shown, row, input, strike, struck } of this.rows) {
      const isSelected = slot.selected.includes(letter)
      const isStruck = slot.struck.includes(letter)
      input.checked = isSelected
      input.disabled = isLocked
      row.classList.toggle('is-selected', isSelected)
      row.classList.toggle('is-struck', isStruck)
      struck.textContent = isStruck ? t('struck') : ''
      strike.textContent = t(isStruck ? 'unstrike_short' : 'strike_short')
      strike.setAttribute('aria-label', t(isStruck ? 'unstrike' : 'strike', { letter: shown }))
      strike.disabled = isLocked || isSelected
    }
    this.flag.setAttribute('aria-pressed', String(slot.flagged))
    this.flag.disabled = isLocked
    this.clear.hidden = isLocked || !slot.selected
    this.refreshMark()
  }

  private refreshMark(): void {
    const mark = this.actions.markOf(this.slot)
    this.mark.className = `save-mark is-${mark}`
    const sign = h('span', { 'aria-hidden': 'true', class: 'save-sign' }, SIGNS[mark])
    this.mark.replaceChildren(...(SIGNS[mark] ? [sign] : []), markText(mark, this.slot.refusal))
  }

  /** The row shown as this letter, whatever its official one. */
  letterShownAs(shown: string): string | null {
    return this.slot.order[LETTERS.indexOf(shown)] ?? null
  }

  inputOf(letter: string): HTMLInputElement | undefined {
    return this.rows.find((row) => row.letter === letter)?.input
  }
}

function onLongPress(element: HTMLElement, act: () => void): void {
  let timer = 0
  let isLong = false
  const end = (): void => window.clearTimeout(timer)
  element.addEventListener('touchstart', () => {
    isLong = false
    timer = window.setTimeout(() => {
      isLong = true
      act()
    }, 550)
  }, { passive: true })
  for (const name of ['touchend', 'touchmove', 'touchcancel']) element.addEventListener(name, end, { passive: true })
  // The click that follows the lifted finger must not choose what was just struck out.
  element.addEventListener('click', (event) => isLong && event.preventDefault(), true)
  element.addEventListener('contextmenu', (event) => isLong && event.preventDefault())
}
