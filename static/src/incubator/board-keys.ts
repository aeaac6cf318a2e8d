// Moving a card by the keyboard: space lifts it, the arrows choose among the stages it may go to, enter puts it down.
import { type Board, lightUp, markOver, putOut, say, title, word } from './board-view'
import { offer, putDown } from './board-moves'

export function startKeys(board: Board): void {
  let card: HTMLElement | null = null
  let open: HTMLElement[] = []
  let place = -1

  const letBe = (): void => {
    card = null
    putOut(board)
  }
  const lift = (one: HTMLElement): void => {
    open = lightUp(board, one)
    if (!open.length) {
      putOut(board)
      return offer(board, one)
    }
    card = one
    place = -1
    say(board, `${word(board, 'lifted')} ${open.map(title).join('、')}`)
  }
  const choose = (step: number): void => {
    place = (place + step + open.length + (place < 0 && step < 0 ? 1 : 0)) % open.length
    const column = open[place]
    if (!column) return
    markOver(board, column)
    column.querySelector('h2')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    say(board, title(column))
  }

  board.root.addEventListener('keydown', (event) => {
    const target = event.target
    if (!(target instanceof HTMLElement) || !target.matches('[data-case]')) return
    const arrow = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    const column = open[place]
    if (event.key === ' ' && !card) lift(target)
    else if (card && arrow) choose(arrow)
    else if (card && column && (event.key === 'Enter' || event.key === ' ')) {
      const lifted = card
      letBe()
      void putDown(board, lifted, column)
    } else if (card && event.key === 'Escape') {
      letBe()
      say(board, word(board, 'left'))
    } else return
    event.preventDefault()
  })
  board.root.addEventListener('focusout', (event) => {
    if (card && event.target === card) letBe()
  })
}
