// Dragging a card: the columns that it may go to light up, any other takes nothing.
import { type Board, cardOf, columnOf, lightUp, markOver, putOut } from './board-view'
import { putDown } from './board-moves'

export function startDragging(board: Board): void {
  let card: HTMLElement | null = null
  let open: HTMLElement[] = []

  const over = (target: EventTarget | null): HTMLElement | null => {
    const column = target instanceof Element ? columnOf(target) : null
    return column && open.includes(column) ? column : null
  }

  board.root.addEventListener('dragstart', (event) => {
    card = cardOf(event.target)
    if (!card || !card.draggable) return
    event.dataTransfer?.setData('text/plain', card.dataset['case'] ?? '')
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move'
    open = lightUp(board, card)
  })
  board.root.addEventListener('dragover', (event) => {
    const column = over(event.target)
    if (!card || !column) return
    event.preventDefault()
    markOver(board, column)
  })
  board.root.addEventListener('drop', (event) => {
    const column = over(event.target)
    if (!card || !column) return
    event.preventDefault()
    void putDown(board, card, column)
    card = null
  })
  board.root.addEventListener('dragend', () => {
    card = null
    open = []
    putOut(board)
  })
}
