// Slides: which pages were really on the screen, going on where one stopped, jumping, and further portions by themselves.
import { send } from './journal'

const EVERY = 15_000
const LOOKED = 1000 // ms on the screen before a page counts as seen

export function startSlides(): void {
  const root = document.querySelector<HTMLElement>('[data-slides]')
  if (root) new Slides(root).start()
}

class Slides {
  private readonly count: number
  private readonly seen: Set<number>
  private readonly fresh = new Set<number>()
  private readonly timers = new Map<number, number>()
  private readonly list: HTMLElement
  private readonly visible = new Set<number>()
  private at = 1
  private sentAt = 0
  private readonly watcher = new IntersectionObserver((entries) => entries.forEach((entry) => this.look(entry)), { threshold: [0, 0.25, 0.5, 0.75, 1] })

  constructor(private readonly root: HTMLElement) {
    this.count = Number(root.dataset['count'])
    this.seen = new Set((root.dataset['seen'] ?? '').split(',').filter(Boolean).map(Number))
    this.list = root.querySelector('[data-slides-list]') as HTMLElement
  }

  start(): void {
    this.pages().forEach((page) => this.watcher.observe(page))
    this.goBack()
    this.root.querySelector('[data-slides-jump]')?.addEventListener('submit', (event) => this.jump(event))
    document.addEventListener('keydown', (event) => this.turn(event))
    this.growAtTheEnd()
    if (!this.root.dataset['keepUrl']) return
    window.setInterval(() => void (document.visibilityState === 'visible' && this.report()), EVERY)
    window.addEventListener('pagehide', () => void this.report())
    document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && this.report()))
  }

  private pages(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>('[data-page]')]
  }

  // Half of the page, or half of the screen for a page larger than that.
  private look(entry: IntersectionObserverEntry): void {
    const number = Number((entry.target as HTMLElement).dataset['page'])
    const enough = Math.min(entry.boundingClientRect.height, window.innerHeight) / 2
    const isThere = entry.isIntersecting && entry.intersectionRect.height >= enough
    window.clearTimeout(this.timers.get(number))
    this.visible[isThere ? 'add' : 'delete'](number)
    if (this.visible.size) this.at = Math.min(...this.visible)
    this.tell()
    if (!isThere) return
    this.timers.set(number, window.setTimeout(() => this.countIn(number, entry.target), LOOKED))
  }

  private countIn(number: number, page: Element): void {
    const picture = page.querySelector('img')
    if (this.seen.has(number) || document.visibilityState !== 'visible' || (picture && !picture.complete)) {
      if (picture && !picture.complete) picture.addEventListener('load', () => this.countIn(number, page), { once: true })
      return
    }
    this.seen.add(number)
    this.fresh.add(number)
    this.tell()
    if (this.seen.size === this.count) void this.report()
  }

  private tell(): void {
    const place = this.root.querySelector<HTMLElement>('[data-slides-place]')
    if (place) place.textContent = `${this.at} / ${this.count}`
    const input = this.root.querySelector<HTMLInputElement>('[data-slides-jump] input')
    if (input && document.activeElement !== input) input.value = String(this.at)
  }

  private async report(): Promise<void> {
    const url = this.root.dataset['keepUrl']
    if (!url || (!this.fresh.size && this.at === this.sentAt)) return
    const sent = [...this.fresh]
    const before = this.sentAt
    this.fresh.clear()
    this.sentAt = this.at
    const { isSafe, completed } = await send(url, { seen: sent, at: this.at })
    if (!isSafe) {
      sent.forEach((number) => this.fresh.add(number))
      this.sentAt = before
    }
    if (completed) for (const mark of document.querySelectorAll<HTMLElement>('[data-lesson-completed]')) mark.hidden = false
  }

  private goBack(): void {
    const place = Number(this.root.dataset['at'])
    if (place > 1 && !window.location.hash && !window.location.search) this.show(place)
  }

  private show(number: number): boolean {
    const page = document.getElementById(`page-${number}`)
    page?.scrollIntoView({ block: 'start' })
    return page !== null
  }

  private jump(event: Event): void {
    event.preventDefault()
    const wanted = Number(this.root.querySelector<HTMLInputElement>('[data-slides-jump] input')?.value)
    const number = Math.max(1, Math.min(this.count, Math.round(wanted) || 1))
    const portion = Math.ceil(number / Number(this.root.dataset['portion']))
    if (this.show(number)) document.getElementById(`page-${number}`)?.focus({ preventScroll: true })
    else window.location.assign(`?page=${portion}#page-${number}`)
  }

  private turn(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
    if (!step || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
    if (this.show(this.at + step)) event.preventDefault()
  }

  private growAtTheEnd(): void {
    const next = this.root.querySelector<HTMLAnchorElement>('[data-slides-portions] a[rel=next]')
    if (!next) return
    const near = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      near.disconnect()
      void this.grow(next)
    }, { rootMargin: '800px' })
    near.observe(next)
  }

  private async grow(next: HTMLAnchorElement): Promise<void> {
    try {
      const answer = await fetch(next.href, { headers: { Accept: 'text/html' } })
      if (!answer.ok || answer.redirected) return
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const more = [...page.querySelectorAll<HTMLElement>('[data-slides-list] > [data-page]')]
      this.list.append(...more)
      more.forEach((item) => this.watcher.observe(item))
      const following = page.querySelector('[data-slides-portions] a[rel=next]')
      if (following) next.replaceWith(following)
      else next.remove()
      this.growAtTheEnd()
    } catch {
      // no network: the link stays and can be tried again
    }
  }
}
