// Keeping a course on the device, from the course's page.
import { find, isPossible, keep, megabytes, remove, type Offer } from './shelf'

type Texts = Readonly<Record<string, string>>

export function startOffline(): void {
  const panel = document.querySelector<HTMLElement>('[data-offline]')
  if (panel && isPossible) new OfflinePanel(panel).start()
}

class OfflinePanel {
  private readonly texts: Texts
  private readonly course: number
  private readonly said: HTMLElement
  private readonly bar: HTMLProgressElement
  private readonly keeper: HTMLButtonElement
  private readonly remover: HTMLButtonElement

  constructor(private readonly panel: HTMLElement) {
    this.texts = JSON.parse(panel.dataset['texts'] ?? '{}') as Texts
    this.course = Number(panel.dataset['course'])
    this.said = panel.querySelector('[data-offline-state]') as HTMLElement
    this.bar = panel.querySelector('[data-offline-progress]') as HTMLProgressElement
    this.keeper = panel.querySelector('[data-offline-keep]') as HTMLButtonElement
    this.remover = panel.querySelector('[data-offline-remove]') as HTMLButtonElement
  }

  start(): void {
    this.panel.hidden = false
    this.keeper.addEventListener('click', () => void this.keep())
    this.remover.addEventListener('click', () => void this.remove())
    void this.show()
  }

  private say(key: string, more = ''): void {
    this.said.textContent = `${this.texts[key] ?? ''}${more}`
    this.panel.dataset['state'] = key
  }

  private async offer(): Promise<Offer | null> {
    try {
      const answer = await fetch(this.panel.dataset['offerUrl'] ?? '', { headers: { Accept: 'application/json' } })
      return answer.ok && !answer.redirected ? ((await answer.json()) as Offer) : null
    } catch {
      return null
    }
  }

  private async show(): Promise<void> {
    const kept = await find(this.course)
    this.remover.hidden = !kept
    this.keeper.hidden = kept !== null
    if (!kept) return this.say('none')
    this.say('kept', ` · ${megabytes(kept.size)}`)
    const offer = await this.offer()
    if (offer && offer.version !== kept.version) {
      this.say('outdated')
      this.keeper.hidden = false
    }
  }

  private async keep(): Promise<void> {
    this.keeper.disabled = true
    this.say('counting')
    try {
      const offer = await this.offer()
      if (!offer) return this.say('partly')
      if (offer.pages.length < 2) return this.say('nothing')
      await navigator.serviceWorker.register(this.panel.dataset['workerUrl'] ?? '')
      this.bar.hidden = false
      const show = (percent: number): void => {
        this.bar.value = percent
        this.say('keeping', ` ${percent}%`)
      }
      await keep(offer, [this.panel.dataset['keptUrl'] ?? ''], show)
      await navigator.serviceWorker.ready
      await this.show()
      this.remover.focus()
    } catch (error) {
      this.say((error as Error).name === 'QuotaExceededError' ? 'full' : 'partly')
    } finally {
      this.bar.hidden = true
      this.keeper.disabled = false
    }
  }

  private async remove(): Promise<void> {
    await remove(this.course)
    await this.show()
    this.say('removed')
    this.keeper.focus()
  }
}
