/** How safe the answers are, in one chip, and what is wrong at the moment, in plain words above the items. */
import type { AttemptRoom } from './attempt-room'
import { button, h, icon } from './dom'
import { t } from './texts'

export type Tone = 'info' | 'warning' | 'danger' | 'success'

export interface Act {
  label: string
  run: () => void
}

/** Sentences above the items, one for each matter; screen readers hear them once. */
export class Banners {
  private readonly shown = new Map<string, HTMLElement>()

  constructor(private readonly place: HTMLElement) {}

  show(matter: string, tone: Tone, text: string, acts: Act[] = []): void {
    const old = this.shown.get(matter)
    if (old?.dataset['text'] === text) return
    const buttons = acts.map((act) => button(act.label, 'secondary', act.run))
    const words = h('div', {}, h('p', {}, text))
    const banner = h('div', { class: `callout room-banner tone-${tone}`, 'data-matter': matter, 'data-text': text }, words, ...buttons)
    const glyph = icon(tone === 'info' || tone === 'success' ? 'info' : 'alert')
    if (glyph) banner.prepend(glyph)
    if (old) old.replaceWith(banner)
    else this.place.append(banner)
    this.shown.set(matter, banner)
  }

  hide(matter: string): void {
    this.shown.get(matter)?.remove()
    this.shown.delete(matter)
  }

  /** One that the candidate may put away. */
  tell(matter: string, tone: Tone, text: string): void {
    this.show(matter, tone, text, [{ label: t('understood'), run: () => this.hide(matter) }])
  }
}

export class SaveChip {
  private text = ''

  constructor(
    private readonly room: AttemptRoom,
    private readonly chip: HTMLElement,
  ) {
    room.changed.on(() => this.refresh())
  }

  watch(): void {
    this.room.answers?.changed.on(() => this.refresh())
    this.refresh()
  }

  private refresh(): void {
    const { answers } = this.room
    if (!answers) return
    const refused = answers.withMark('refused').length
    const device = answers.withMark('device').length
    const isHeld = this.room.phase === 'held'
    const kind = isHeld || refused ? 'refused' : device ? 'device' : 'saved'
    const sign = { refused: '!', device: '○', saved: '●' }[kind]
    const words = isHeld ? 'held' : this.room.link !== 'online' ? 'offline' : kind
    const text = t(`chip_${words}`, { n: refused || device })
    if (text === this.text) return
    this.text = text
    this.chip.className = `save-chip is-${kind}`
    this.chip.replaceChildren(h('span', { 'aria-hidden': 'true' }, sign), h('span', {}, text))
  }
}

/** Keeps the banner about the network and the sign-in true. */
export function watchLink(room: AttemptRoom, banners: Banners, signIn: () => void): void {
  const refresh = (): void => {
    const isOver = room.phase === 'submitted' || room.phase === 'blocked' || room.phase === 'held'
    if (isOver || room.link === 'online') banners.hide('link')
    else if (room.link === 'offline') banners.show('link', 'warning', t(room.answers ? 'offline' : 'offline_opening'))
    else banners.show('link', 'warning', t('signed_out'), [{ label: t('sign_in'), run: signIn }])
  }
  room.changed.on(refresh)
  refresh()
}
