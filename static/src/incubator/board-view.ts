// What the board shows while a card is lifted: the columns that it may go to, and what is said about it.

export interface Board { root: HTMLElement; said: HTMLElement }

export function word(board: Board, name: string): string {
  return board.root.dataset[name] ?? ''
}

export function say(board: Board, ...parts: (string | Node)[]): void {
  board.said.replaceChildren(...parts)
}

export function columns(board: Board): HTMLElement[] {
  return [...board.root.querySelectorAll<HTMLElement>('[data-column]')]
}

export function columnOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-column]') ?? null
}

export function cardOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-case]') : null
}

export function title(column: HTMLElement): string {
  return column.querySelector('h2')?.firstChild?.textContent?.trim() ?? ''
}

// The columns in which a card may be put down, in the order of the board.
export function openColumns(board: Board, card: HTMLElement): HTMLElement[] {
  const stages = (card.dataset['to'] ?? '').split(' ').filter((stage) => stage && stage !== card.dataset['stage'])
  return columns(board).filter((column) => stages.includes(column.dataset['column'] ?? ''))
}

export function lightUp(board: Board, card: HTMLElement): HTMLElement[] {
  const open = openColumns(board, card)
  board.root.classList.add('board-lifted')
  card.classList.add('board-in-hand')
  for (const column of open) column.classList.add('board-open')
  return open
}

export function putOut(board: Board): void {
  board.root.classList.remove('board-lifted')
  for (const element of board.root.querySelectorAll('.board-open, .board-over, .board-in-hand')) {
    element.classList.remove('board-open', 'board-over', 'board-in-hand')
  }
}

export function markOver(board: Board, column: HTMLElement | null): void {
  for (const one of columns(board)) one.classList.toggle('board-over', one === column)
}

function recount(column: HTMLElement | null, by: number): void {
  const count = column?.querySelector('[data-count]')
  if (!column || !count) return
  count.textContent = String(Number(count.textContent) + by)
  const none = column.querySelector<HTMLElement>('.board-none')
  if (none) none.hidden = Number(count.textContent) > 0
}

// The card as the server drew it anew takes the place of the old one, in the column of its stage.
export function replaceCard(board: Board, old: HTMLElement, html: string): HTMLElement | null {
  const card = new DOMParser().parseFromString(html, 'text/html').querySelector<HTMLElement>('[data-case]')
  const target = columns(board).find((column) => column.dataset['column'] === card?.dataset['stage'])
  recount(columnOf(old), -1)
  old.remove()
  if (!card || !target) return null
  target.querySelector('[data-cards]')?.prepend(card)
  recount(target, 1)
  return card
}
