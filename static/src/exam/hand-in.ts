/** Before handing in: what is unanswered, flagged, not saved, each with a way to go there. */
import type { AttemptRoom } from './attempt-room'
import type { Slot } from './answers'
import { Dialog } from './dialog'
import { button, h } from './dom'
import type { Pages } from './pages'
import type { Submission } from './submission'
import { t } from './texts'
import { clockText } from './timer'

export function askToHandIn(room: AttemptRoom, pages: Pages, submission: Submission): void {
  const { answers } = room
  if (!answers || room.phase !== 'running') return
  const go = (slot: Slot): void => {
    dialog.close()
    pages.go(slot)
  }
  const groups = [
    group('unanswered', answers.unanswered(), go),
    group('flagged', answers.flagged(), go),
    group('unsaved', answers.withMark('device'), go),
    group('refused', answers.withMark('refused'), go),
  ]
  const isClean = groups.every((found) => found === null)
  const wait = Math.ceil(((room.minSubmitAt ?? 0) - room.clock.now()) / 1_000)
  const confirm = button(t('hand_in_confirm'), 'primary', () => {
    dialog.close()
    void submission.start('handed_in')
  })
  confirm.disabled = wait > 0
  const early = wait > 0 && h('p', { class: 'room-early' }, t('too_early', { time: clockText(wait) }))
  const words = h('p', { class: 'hand-in-lead' }, t(isClean ? 'hand_in_clean' : 'hand_in_check', { n: answers.slots.length }))
  const buttons = h('div', { class: 'button-row room-dialog-foot' }, confirm, button(t('go_on'), 'secondary', () => dialog.close()))
  const content = h('div', { class: 'hand-in' }, words, ...groups, early, buttons)
  const dialog = new Dialog(t('hand_in_title'), [content], { kind: 'sheet' })
}

function group(kind: string, slots: Slot[], go: (slot: Slot) => void): HTMLElement | null {
  if (!slots.length) return null
  const links = slots.map((slot) => {
    const label = t('item_number', { n: slot.item.slot })
    const link = h('button', { type: 'button', class: 'sheet-square', 'aria-label': label, onclick: () => go(slot) }, String(slot.item.slot))
    return h('li', {}, link)
  })
  return h(
    'section',
    { class: `hand-in-group is-${kind}` },
    h('h3', {}, t(`hand_in_${kind}`, { n: slots.length })),
    h('ul', { class: 'sheet-squares' }, ...links),
  )
}

/** A short code to note down: the beginning of the hash over everything the server has. */
export function receiptCode(head: string): string {
  return (head.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-')
}
