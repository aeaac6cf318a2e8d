// Taking a step for a card that was put down in a column: at once, on the page of the step, or by choosing among several.
import { post } from '../courses/post'
import { type Board, putOut, replaceCard, say, word } from './board-view'

interface Missing { text: string; url: string | null }
interface Answer { moved?: boolean; page?: string; said?: string; card?: string; detail?: string; missing?: Missing[] }

export async function putDown(board: Board, card: HTMLElement, column: HTMLElement): Promise<void> {
  putOut(board)
  const steps = [...card.querySelectorAll<HTMLAnchorElement>(`a[data-to="${column.dataset['column'] ?? ''}"]`)]
  const [only] = steps
  if (!only) return say(board, word(board, 'nowhere'))
  if (steps.length > 1) return choose(board, card, only)
  const url = only.dataset['move']
  if (!url) return window.location.assign(only.href)
  card.setAttribute('aria-busy', 'true')
  const answer = await post(url, { turn: card.dataset['turn'] })
  card.removeAttribute('aria-busy')
  await show(board, card, answer)
}

function choose(board: Board, card: HTMLElement, first: HTMLElement): void {
  openMenu(card)
  first.focus()
  say(board, word(board, 'choose'))
}

function openMenu(card: HTMLElement): void {
  const menu = card.querySelector('details')
  if (menu) menu.open = true
}

// A card that no column is open to may still have steps that lead off the board: its menu shows them.
export function offer(board: Board, card: HTMLElement): void {
  const first = card.querySelector<HTMLElement>('details a')
  if (!first) return say(board, word(board, 'nowhere'))
  openMenu(card)
  first.focus()
  say(board)
}

async function show(board: Board, card: HTMLElement, response: Response | null): Promise<void> {
  const answer = (await response?.json().catch(() => null)) as Answer | null | undefined
  if (!response || !answer) return say(board, word(board, 'failed'))
  if (answer.moved && answer.card) {
    say(board, answer.said ?? '')
    const moved = replaceCard(board, card, answer.card)
    if (moved) {
      ready(moved)
      moved.focus()
    }
    return
  }
  if (answer.page && !answer.missing) return window.location.assign(answer.page)
  say(board, answer.detail ?? word(board, 'failed'), ...list(answer.missing ?? []))
  card.focus()
}

function list(missing: Missing[]): Node[] {
  if (!missing.length) return []
  const items = document.createElement('ul')
  for (const one of missing) {
    const item = document.createElement('li')
    const link = one.url ? document.createElement('a') : null
    if (link && one.url) link.href = one.url
    if (link) link.textContent = one.text
    item.append(link ?? one.text)
    items.append(item)
  }
  return [items]
}

// A card can be dragged and reached by the keyboard once this script is there.
export function ready(card: HTMLElement): void {
  card.draggable = Boolean(card.dataset['to'])
  card.tabIndex = 0
}
