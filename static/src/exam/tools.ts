/** The sheet of tools: view, text size, light and dark, rules, keys, download. */
import type { AttemptRoom } from './attempt-room'
import { Dialog } from './dialog'
import { button, byId, h } from './dom'
import { applyDisplay, type Display, resized } from './display'
import { downloadAnswers } from './download'
import type { Pages } from './pages'
import { t } from './texts'

function fromTemplate(id: string): Node[] {
  return Array.from((byId<HTMLTemplateElement>(id).content.cloneNode(true) as DocumentFragment).childNodes)
}

export function showRules(): void {
  new Dialog(t('rules'), fromTemplate('room-rules'), { kind: 'sheet' })
}

export function showHelp(): void {
  new Dialog(t('help'), fromTemplate('room-help'), { kind: 'sheet' })
}

/** A group of choices of which one is on. */
function choice<T extends string>(label: string, options: [T, string][], now: T, pick: (value: T) => void): HTMLElement {
  const buttons = options.map(([value, words]) => {
    const one = button(words, 'secondary', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === one))
      pick(value)
    })
    one.setAttribute('aria-pressed', String(value === now))
    return one
  })
  return h('div', { class: 'tool-line', role: 'group', 'aria-label': label }, h('span', { class: 'tool-label' }, label), h('span', { class: 'tool-choice' }, ...buttons))
}

export function showTools(room: AttemptRoom, pages: Pages, display: Display): void {
  const place = byId('room')
  const apply = (): void => applyDisplay(display, place)
  const size = (words: string, name: string, by: number): HTMLElement =>
    button(words, 'secondary', () => {
      if (by) resized(display, by)
      else display.size = 1
      apply()
    }, { 'aria-label': t(name) })
  const sizes = h('span', { class: 'tool-choice' }, size('A−', 'smaller', -1), size('A', 'normal_size', 0), size('A+', 'larger', 1))
  const content = [
    choice(t('view'), [['one', t('view_one')], ['whole', t('view_whole')]], pages.view, (view) => pages.show(view)),
    h('div', { class: 'tool-line', role: 'group', 'aria-label': t('text_size') }, h('span', { class: 'tool-label' }, t('text_size')), sizes),
    choice(t('theme'), [['light', t('theme_light')], ['dark', t('theme_dark')]], themeNow(), (theme) => {
      display.theme = theme
      apply()
    }),
    choice(t('automatic'), [['off', t('off')], ['on', t('on')]], display.isAutomatic ? 'on' : 'off', (value) => {
      display.isAutomatic = value === 'on'
      apply()
    }),
    h('div', { class: 'tool-list' }, button(t('rules'), 'secondary', showRules), button(t('help'), 'secondary', showHelp), button(t('download'), 'secondary', () => downloadAnswers(room))),
  ]
  new Dialog(t('tools'), content, { kind: 'sheet' })
}

function themeNow(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['bsTheme']
  if (chosen) return chosen === 'dark' ? 'dark' : 'light'
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
