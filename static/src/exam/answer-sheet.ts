/** The answer sheet (答题卡): a square for every item, with words for those who do not see it. */
import type { Answers, Slot } from './answers'
import { h } from './dom'
import { SIGNS } from './item-card'
import { t } from './texts'

export class AnswerSheet {
  readonly element: HTMLElement
  private readonly squares = new Map<Slot, HTMLButtonElement>()
  private readonly tally: HTMLElement

  constructor(
    private readonly answers: Answers,
    private readonly go: (slot: Slot) => void,
  ) {
    this.tally = h('p', { class: 'sheet-tally' })
    const sections = answers.document.kinds.map((section) => {
      const slots = answers.slots.filter(({ item }) => item.slot >= section.first && item.slot <= section.last)
      const list = h('ul', { class: 'sheet-squares' }, ...slots.map((slot) => h('li', {}, this.square(slot))))
      const title = t(`section_${section.kind}`, { first: section.first, last: section.last })
      return h('section', { class: 'sheet-section' }, h('h3', { class: 'sheet-title' }, title), list)
    })
    this.element = h('div', { class: 'sheet' }, this.tally, ...sections, legend())
    answers.changed.on((slot) => this.refresh(slot))
    for (const slot of answers.slots) this.refresh(slot)
  }

  private square(slot: Slot): HTMLButtonElement {
    const square = h('button', { type: 'button', class: 'sheet-square', onclick: () => this.go(slot) })
    this.squares.set(slot, square)
    return square
  }

  private refresh(slot: Slot): void {
    const square = this.squares.get(slot)
    if (!square) return
    const mark = this.answers.mark(slot)
    const words = [t('item_number', { n: slot.item.slot }), t(slot.selected ? 'answered' : 'not_answered')]
    if (mark !== 'none') words.push(t(`short_${mark}`))
    if (slot.flagged) words.push(t('flagged'))
    square.setAttribute('aria-label', words.join(t('comma')))
    square.classList.toggle('is-answered', Boolean(slot.selected))
    square.classList.toggle('is-flagged', slot.flagged)
    square.dataset['mark'] = mark
    const sign = mark === 'device' || mark === 'refused' ? h('span', { class: 'sheet-sign' }, SIGNS[mark]) : null
    square.replaceChildren(String(slot.item.slot), ...(sign ? [sign] : []))
    this.count()
  }

  private count(): void {
    const { answers } = this
    const total = answers.slots.length
    const done = total - answers.unanswered().length
    this.tally.textContent = t('tally', { done, total, flagged: answers.flagged().length })
  }

  showCurrent(current: Slot): void {
    for (const [slot, square] of this.squares) {
      if (slot === current) square.setAttribute('aria-current', 'true')
      else square.removeAttribute('aria-current')
    }
  }
}

function legend(): HTMLElement {
  const entry = (kind: string, words: string, sign = ''): HTMLElement =>
    h('li', {}, h('span', { class: `sheet-square is-sample ${kind}`, 'aria-hidden': 'true' }, sign), words)
  return h(
    'ul',
    { class: 'sheet-legend' },
    entry('is-answered', t('answered')),
    entry('', t('not_answered')),
    entry('is-flagged', t('flagged')),
    entry('is-answered is-device', t('legend_device'), '○'),
    entry('is-refused', t('legend_refused'), '!'),
  )
}
