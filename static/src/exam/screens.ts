/** What stands in front of the items when the attempt is not running: paused, elsewhere, closing, over. */
import type { AttemptRoom, Phase } from './attempt-room'
import { Dialog } from './dialog'
import { button, h } from './dom'
import { downloadAnswers } from './download'
import { receiptCode } from './hand-in'
import type { Banners } from './status'
import type { Submission } from './submission'
import { t } from './texts'

export class Screens {
  private dialog: Dialog | null = null
  private shown = ''

  constructor(
    private readonly room: AttemptRoom,
    private readonly submission: Submission,
    private readonly banners: Banners,
    private readonly takeOver: () => void,
  ) {
    room.changed.on((phase) => this.follow(phase))
    room.journal.saved.on(() => this.follow(room.phase))
  }

  private follow(phase: Phase): void {
    const isEnding = phase === 'closing' || phase === 'submitted'
    const state = isEnding ? `${phase} ${this.room.link} ${this.room.journal.pending().length}` : phase
    if (state === this.shown) return
    this.shown = state
    this.dialog?.close()
    this.dialog = this.screenOf(phase)
    if (phase !== 'held') this.banners.hide('held')
  }

  private screenOf(phase: Phase): Dialog | null {
    switch (phase) {
      case 'paused':
        return this.plain('paused', [])
      case 'held':
        return this.held()
      case 'closing':
        return this.closing()
      case 'submitted':
        return this.submitted()
      case 'blocked':
        return this.plain('blocked', [this.download()])
      default:
        return null
    }
  }

  private plain(name: string, buttons: HTMLElement[]): Dialog {
    const foot = h('div', { class: 'button-row room-dialog-foot' }, ...buttons)
    return new Dialog(t(`${name}_title`), [h('p', {}, t(`${name}_text`)), foot], { isClosable: false })
  }

  private download(): HTMLElement {
    return button(t('download'), 'secondary', () => downloadAnswers(this.room))
  }

  private held(): Dialog {
    const { room } = this
    const here = { label: t('continue_here'), run: this.takeOver }
    this.banners.show('held', 'warning', t(`held_${room.heldElsewhere}_banner`), [here])
    const look = button(t('only_look'), 'secondary', () => dialog.close())
    const buttons = h('div', { class: 'button-row room-dialog-foot' }, button(here.label, 'primary', here.run), room.answers && look)
    const text = h('p', {}, t(`held_${room.heldElsewhere}_text`))
    const dialog = new Dialog(t(`held_${room.heldElsewhere}_title`), [text, buttons], { isClosable: Boolean(room.answers) })
    return dialog
  }

  private closing(): Dialog {
    const { room, submission } = this
    const isCollected = submission.reason === 'collected'
    const pending = new Set(room.journal.pending().map((entry) => entry.slot)).size
    const text = t(room.link === 'online' ? 'closing_text' : 'closing_offline', { n: pending })
    const back = !isCollected && button(t('go_on'), 'secondary', () => submission.withdraw())
    const foot = h('div', { class: 'button-row room-dialog-foot' }, back, this.download())
    const lead = pending > 0 && h('p', { class: 'room-early' }, t('closing_pending', { n: pending }))
    const title = t(isCollected ? 'collecting_title' : 'closing_title')
    return new Dialog(title, [h('p', {}, text), ...(lead ? [lead] : []), foot], { isClosable: false })
  }

  private submitted(): Dialog {
    const { room, submission } = this
    const { urls } = room.data
    const isOurs = submission.answer !== null && submission.reason === 'handed_in'
    const head = submission.answer?.head ?? room.journal.head
    const code = h('p', { class: 'receipt-code' }, h('span', {}, t('receipt_code')), h('strong', {}, receiptCode(head)))
    const pending = room.journal.pending().length
    const refused = room.answers?.withMark('refused').length ?? 0
    const late = (pending || refused) > 0 && h('p', { class: 'room-early' }, t(pending ? 'closed_pending' : 'closed_refused', { n: pending || refused }))
    const result = h('a', { class: 'btn btn-primary', href: urls.result }, t('see_result'))
    const receipt = h('a', { class: 'btn btn-secondary', href: urls.receipt }, t('see_receipt'))
    const text = h('p', {}, t(isOurs ? 'submitted_text' : 'collected_text'))
    const content = [text, ...(head ? [code] : []), ...(late ? [late] : [])]
    const foot = h('div', { class: 'button-row room-dialog-foot' }, result, receipt, this.download())
    return new Dialog(t(isOurs ? 'submitted_title' : 'collected_title'), [...content, foot], { isClosable: false })
  }
}
