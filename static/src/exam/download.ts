/** "Download my answers": always, also without a network; the last resort when everything else fails. */
import type { AttemptRoom } from './attempt-room'
import { Dialog } from './dialog'
import { button, h } from './dom'
import { t } from './texts'

function contents(room: AttemptRoom): string {
  const { answers, journal, data, clock } = room
  return JSON.stringify(
    {
      attempt: data.attempt,
      title: data.title,
      candidate: data.candidate,
      written_at: new Date(clock.now()).toISOString(),
      acknowledged: { lease: journal.lease, seq: journal.acked, head: journal.head },
      answers: answers?.slots.map((slot) => ({
        slot: slot.item.slot,
        selected: slot.selected,
        flagged: slot.flagged,
        state: answers.mark(slot),
      })),
      journal: journal.entries(),
    },
    null,
    1,
  )
}

/** A file; inside WeChat, which saves no files, a text to copy. */
export function downloadAnswers(room: AttemptRoom): void {
  const text = contents(room)
  if (/MicroMessenger/i.test(navigator.userAgent)) return showText(text)
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = h('a', { href: url, download: `answers-${room.data.attempt}.json` })
  document.body.append(link)
  link.click()
  link.remove()
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function showText(text: string): void {
  const area = h('textarea', { class: 'form-control room-copy', rows: 8, readonly: true, 'aria-label': t('my_answers') })
  area.value = text
  const copy = button(t('copy'), 'primary', () => {
    area.select()
    // The old call: WeChat's page has no clipboard permission.
    document.execCommand('copy')
    copy.textContent = t('copied')
  })
  new Dialog(t('my_answers'), [h('p', {}, t('copy_help')), area, h('div', { class: 'button-row' }, copy)])
}
