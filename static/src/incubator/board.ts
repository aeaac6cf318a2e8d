// The board of cases. Without this file each card has a menu with the pages of its steps.
import { ready } from './board-moves'
import { startDragging } from './board-drag'
import { startKeys } from './board-keys'

export function startBoard(): void {
  const root = document.querySelector<HTMLElement>('[data-board]')
  const said = document.querySelector<HTMLElement>('[data-board-said]')
  if (!root || !said) return
  for (const card of root.querySelectorAll<HTMLElement>('[data-case]')) ready(card)
  for (const help of document.querySelectorAll<HTMLElement>('[data-board-help]')) help.hidden = false
  const board = { root, said }
  startDragging(board)
  startKeys(board)
}
