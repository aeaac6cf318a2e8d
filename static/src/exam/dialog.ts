/** Modal dialogs and bottom sheets. Not `<dialog>`: Safari 14 and older WebViews do not have it. */
import { button, h, icon } from './dom'
import { t } from './texts'

export interface DialogOptions {
  /** sheet: slides up from below on phones. */
  kind?: 'center' | 'sheet'
  /** False: no close button and no Escape; the candidate must choose. */
  isClosable?: boolean
  onClose?: () => void
}

const FOCUSABLE = 'button:not([disabled]), a[href], input:not([disabled]), textarea, [tabindex="0"]'
const open: Dialog[] = []
let serial = 0

export class Dialog {
  private readonly backdrop: HTMLElement
  private readonly box: HTMLElement
  private readonly before = document.activeElement as HTMLElement | null

  constructor(
    title: string,
    content: Node[],
    private readonly options: DialogOptions = {},
  ) {
    const id = `room-dialog-${++serial}`
    const heading = h('h2', { id, class: 'room-dialog-title', tabindex: '-1' }, title)
    const close = options.isClosable === false ? null : button('', 'quiet', () => this.close(), { 'aria-label': t('close') })
    close?.append(icon('cross') ?? '✕')
    const head = h('div', { class: 'room-dialog-head' }, heading, close)
    this.box = h('div', { class: 'room-dialog', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': id }, head, ...content)
    this.backdrop = h('div', { class: `room-backdrop is-${options.kind ?? 'center'}` }, this.box)
    this.backdrop.addEventListener('keydown', (event) => this.onKey(event))
    this.backdrop.addEventListener('mousedown', (event) => {
      if (event.target === this.backdrop && options.isClosable !== false) this.close()
    })
    open.push(this)
    document.body.append(this.backdrop)
    keepOut()
    heading.focus()
  }

  get isOpen(): boolean {
    return open.includes(this)
  }

  close(): void {
    if (!this.isOpen) return
    open.splice(open.indexOf(this), 1)
    this.backdrop.remove()
    keepOut()
    if (this.before?.isConnected) this.before.focus()
    this.options.onClose?.()
  }

  contains(element: Element): boolean {
    return this.backdrop.contains(element)
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.options.isClosable !== false) {
      event.stopPropagation()
      this.close()
    } else if (event.key === 'Tab') this.trap(event)
  }

  private trap(event: KeyboardEvent): void {
    const stops = Array.from(this.box.querySelectorAll<HTMLElement>(FOCUSABLE)).filter((stop) => stop.offsetParent !== null)
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1]
    const other = event.shiftKey ? stops[stops.length - 1] : stops[0]
    const isAtEdge = document.activeElement === edge || (event.shiftKey && !stops.includes(document.activeElement as HTMLElement))
    if (!isAtEdge) return
    event.preventDefault()
    other?.focus()
  }
}

export function isDialogOpen(): boolean {
  return open.length > 0
}

// Screen readers and touch stay inside the topmost dialog; the page behind neither scrolls nor speaks.
function keepOut(): void {
  const top = open[open.length - 1]
  document.body.classList.toggle('has-dialog', Boolean(top))
  for (const child of Array.from(document.body.children)) {
    const isBehind = Boolean(top) && !child.matches('[aria-live], .room-voices, script') && !top?.contains(child)
    child.toggleAttribute('inert', isBehind)
    if (isBehind) child.setAttribute('aria-hidden', 'true')
    else child.removeAttribute('aria-hidden')
  }
}
