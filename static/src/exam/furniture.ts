/** Puts the room together once the attempt is open: items, answer sheet, buttons, keys. */
import { AnswerSheet } from './answer-sheet'
import type { Answers, Slot } from './answers'
import type { AttemptRoom, Told } from './attempt-room'
import { Choices } from './choices'
import { Dialog } from './dialog'
import { applyDisplay, readDisplay } from './display'
import { byId } from './dom'
import { askToHandIn } from './hand-in'
import { Keyboard } from './keyboard'
import { Pages } from './pages'
import { offerSignIn } from './sign-in'
import { type Banners, SaveChip } from './status'
import { Stopwatch } from './stopwatch'
import type { Submission } from './submission'
import { onSwipe } from './swipe'
import { t } from './texts'
import { clockText } from './timer'
import { showHelp, showRules, showTools } from './tools'

export function furnish(room: AttemptRoom, submission: Submission, banners: Banners): void {
  const chip = new SaveChip(room, byId('room-chip'))
  const display = readDisplay()
  applyDisplay(display, byId('room'))
  let isFurnished = false
  const once = (): void => {
    if (isFurnished || !room.answers) return
    isFurnished = true
    chip.watch()
    arrange(room, room.answers, submission, display)
  }
  room.changed.on(once)
  room.changed.on(() => {
    if (room.link === 'signed-out') offerOnce(room)
    if (submission.tooEarlyUntil !== null && room.phase === 'running') tellTooEarly(room, submission, banners)
  })
  room.told.on((told) => tell(told, banners))
}

let isOffered = false

// The dialog comes by itself once; closed, the banner's button brings it back.
function offerOnce(room: AttemptRoom): void {
  if (!isOffered) offerSignIn(room)
  isOffered = true
}

function tellTooEarly(room: AttemptRoom, submission: Submission, banners: Banners): void {
  const seconds = Math.max(0, Math.ceil(((submission.tooEarlyUntil ?? 0) - room.clock.now()) / 1_000))
  submission.tooEarlyUntil = null
  banners.tell('early', 'warning', t('too_early', { time: clockText(seconds) }))
}

function tell(told: Told, banners: Banners): void {
  if (told.kind === 'full') banners.tell('full', 'danger', t('full', { n: told.slots?.[0] ?? '' }))
  else if (told.kind === 'adopted') banners.tell('adopted', 'info', t('adopted', { n: told.slots?.length ?? 0 }))
  else banners.tell(`notice ${told.text}`, 'info', told.text ?? '')
}

function arrange(room: AttemptRoom, answers: Answers, submission: Submission, display: ReturnType<typeof readDisplay>): void {
  const stopwatch = new Stopwatch(room)
  const items = byId('room-items')
  const goOn = (slot: Slot): void => {
    if (display.isAutomatic && pages.view === 'one' && pages.current === slot) pages.step(1)
  }
  const choices = new Choices(room, stopwatch, goOn)
  const first = answers.unanswered()[0] ?? answers.slots[0]
  if (!first) return
  const pages: Pages = new Pages(answers, items, choices, first)
  const handIn = (): void => askToHandIn(room, pages, submission)
  const phoneSheet: { dialog: Dialog | null } = { dialog: null }
  const sheet = new AnswerSheet(answers, (slot) => {
    phoneSheet.dialog?.close()
    pages.go(slot)
  })
  byId('room-sheet').append(sheet.element)
  byId('room-sheet-button').addEventListener('click', () => {
    const back = (): void => byId('room-sheet').append(sheet.element)
    phoneSheet.dialog = new Dialog(t('sheet'), [sheet.element], { kind: 'sheet', onClose: back })
  })
  wireButtons(room, pages, handIn, () => showTools(room, pages, display))
  new Keyboard(pages, choices, { help: showHelp, handIn })
  onSwipe(items, (by) => pages.view === 'one' && pages.step(by))
  pages.moved.on((slot) => {
    stopwatch.at(slot)
    sheet.showCurrent(slot)
    followEnds(pages, answers)
  })
  answers.changed.on(() => followEnds(pages, answers))
  room.changed.on(() => pages.refresh())
  pages.draw()
  pages.go(first, false)
  byId('room').classList.add('is-open')
}

function wireButtons(room: AttemptRoom, pages: Pages, handIn: () => void, tools: () => void): void {
  byId('room-previous').addEventListener('click', () => pages.step(-1))
  byId('room-next').addEventListener('click', () => {
    if (!pages.step(1)) handIn()
  })
  byId('room-tools').addEventListener('click', tools)
  byId('room-rules-button').addEventListener('click', showRules)
  const hand = byId<HTMLButtonElement>('room-hand-in')
  hand.addEventListener('click', handIn)
  room.changed.on((phase) => (hand.disabled = phase !== 'running'))
  hand.disabled = room.phase !== 'running'
}

/** The buttons at either end of the paper, and the count on the answer sheet's button. */
function followEnds(pages: Pages, answers: Answers): void {
  const index = answers.slots.indexOf(pages.current)
  const isLast = index === answers.slots.length - 1
  byId<HTMLButtonElement>('room-previous').disabled = index === 0
  byId('room-next-words').textContent = t(isLast ? 'check_and_hand_in' : 'next')
  const done = answers.slots.length - answers.unanswered().length
  byId('room-sheet-count').textContent = `${done}/${answers.slots.length}`
}
