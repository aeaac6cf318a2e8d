// The page of everything that is kept on this device. It is kept itself, and opens where nothing else does.
import { countWaiting } from './journal'
import { isPossible, list, megabytes, remove, type Kept } from './shelf'

type Texts = Readonly<Record<string, string>>

export function startKeptList(): void {
  const root = document.querySelector<HTMLElement>('[data-kept-list]')
  if (root && isPossible) void draw(root)
}

async function draw(root: HTMLElement, news = ''): Promise<void> {
  const texts = JSON.parse(root.dataset['texts'] ?? '{}') as Texts
  const shelf = root.querySelector<HTMLElement>('[data-kept-courses]')
  const none = root.querySelector<HTMLElement>('[data-kept-none]')
  const said = root.querySelector<HTMLElement>('[data-kept-said]')
  if (!shelf || !none || !said) return
  const kept = await list()
  none.hidden = kept.length > 0
  shelf.replaceChildren(...kept.map((course) => row(course, texts, root)))
  const waiting = (await countWaiting()) > 0 ? (texts['waiting'] ?? '') : ''
  said.textContent = news || waiting
}

function row(kept: Kept, texts: Texts, root: HTMLElement): HTMLElement {
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = `/courses/${kept.course}`
  link.textContent = kept.title
  const facts = document.createElement('span')
  facts.className = 'text-secondary'
  const day = new Date(kept.at).toLocaleDateString(root.dataset['language'] === 'en' ? 'en' : 'zh-CN')
  facts.textContent = `${megabytes(kept.size)} · ${texts['kept'] ?? ''} ${day}`
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'btn btn-quiet'
  button.textContent = texts['remove'] ?? ''
  button.setAttribute('aria-label', `${texts['remove'] ?? ''}: ${kept.title}`)
  button.addEventListener('click', () => void remove(kept.course).then(() => draw(root, texts['removed'])))
  item.append(link, facts, button)
  return item
}
