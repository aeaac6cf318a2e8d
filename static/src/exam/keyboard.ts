/** Keys: A–E choose, Shift+A–E strike out, ← → move, F flags, Delete clears, Enter goes on, ? helps. */
import type { Choices } from './choices'
import { isDialogOpen } from './dialog'
import { isTyping } from './dom'
import type { Pages } from './pages'

export interface KeyActs {
  help(): void
  handIn(): void
}

export class Keyboard {
  constructor(
    private readonly pages: Pages,
    private readonly choices: Choices,
    private readonly acts: KeyActs,
  ) {
    document.addEventListener('keydown', (event) => this.onKey(event))
  }

  private onKey(event: KeyboardEvent): void {
    if (isDialogOpen() || isTyping(event) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
    if (this.moves(event.key) || this.commands(event) || this.letters(event)) event.preventDefault()
  }

  private moves(key: string): boolean {
    // Also with the focus in a group of radio buttons, where ← → would otherwise change the answer.
    if (key === 'ArrowRight') return this.pages.step(1) || true
    if (key === 'ArrowLeft') return this.pages.step(-1) || true
    return false
  }

  private commands(event: KeyboardEvent): boolean {
    const { current } = this.pages
    const isOnControl = (event.target as HTMLElement).closest('button, a, summary') !== null
    switch (event.key) {
      case 'f':
      case 'F':
        this.choices.flag(current)
        return true
      case 'Delete':
        this.choices.clear(current)
        return true
      case '?':
      case '？':
        this.acts.help()
        return true
      case 'Enter':
        // On a button Enter presses it.
        if (isOnControl) return false
        if (!this.pages.step(1)) this.acts.handIn()
        return true
      default:
        return false
    }
  }

  private letters(event: KeyboardEvent): boolean {
    // By position as well as by letter: with a Chinese input method the letter may be swallowed.
    const shown = /^Key([A-H])$/.exec(event.code)?.[1] ?? (/^[a-h]$/i.test(event.key) ? event.key.toUpperCase() : '')
    const { current } = this.pages
    const card = this.pages.card(current)
    const letter = shown && card.letterShownAs(shown)
    if (!letter) return false
    if (event.shiftKey) this.choices.strike(current, letter)
    else this.choices.choose(current, letter)
    return true
  }
}
