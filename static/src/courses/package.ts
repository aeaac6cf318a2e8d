// The page around a package: opens it, keeps what it reports, and says whether that is saved.
import { Journal, type Report } from './package-journal'
import { type Saving, Sender } from './package-sender'
import { post } from './post'

interface Launch {
  token: string
  url: string
  origin: string
  slot: string | null
}

interface Said {
  package?: string
  kind?: 'loaded' | 'begun' | 'state'
  isUrgent?: boolean
  report?: Report
}

const SILENT = 15_000
const FLUSH = 4_000

async function start(box: HTMLElement): Promise<void> {
  const find = <Kind extends HTMLElement>(name: string): Kind | null => box.querySelector<Kind>(`[data-package-${name}]`)
  const frame = find<HTMLIFrameElement>('frame')
  const open = find<HTMLButtonElement>('open')
  const state = find('state')
  if (!frame || !open || !state) return
  const texts = JSON.parse(box.dataset['texts'] ?? '{}') as Record<string, string>
  const show = (name: Saving | 'opening' | 'broken' | 'trying'): void => {
    state.textContent = texts[name] ?? ''
    state.dataset['packageState'] = name
  }
  const completed = (): void => {
    for (const mark of document.querySelectorAll<HTMLElement>('[data-lesson-completed]')) mark.hidden = false
    const onward = find('onward')
    if (onward) onward.hidden = false
  }
  const journal = await Journal.open()
  const sender = new Sender(journal, box.dataset['reader'] ?? '', show, completed)
  let launch: Launch | null = null
  let hint = 0

  const hear = (event: MessageEvent<Said>): void => {
    const said = event.data
    if (!launch || typeof said !== 'object' || said === null || said.package !== launch.token || event.origin !== launch.origin) return
    if (said.kind === 'begun') {
      window.clearTimeout(hint)
      const silent = find('silent')
      if (silent) silent.hidden = true
    }
    if (said.kind !== 'state' || !said.report || !launch.slot) return
    const url = box.dataset['reportUrl'] ?? ''
    const entry = { ...said.report, token: launch.token, reader: box.dataset['reader'] ?? '', url, isUrgent: said.isUrgent === true }
    sender.keep(entry).catch(() => show('unsafe'))
  }

  const begin = async (): Promise<void> => {
    open.disabled = true
    show('opening')
    // What this device still has goes first: the package is given the state that the server knows.
    await Promise.race([sender.send(), new Promise((done) => window.setTimeout(done, FLUSH))])
    const answer = await post(box.dataset['launchUrl'] ?? '', { unit: Number(box.dataset['unit']) })
    open.disabled = false
    if (!answer?.ok) {
      show('broken')
      return
    }
    launch = (await answer.json()) as Launch
    frame.src = launch.url
    box.classList.add('is-open')
    show(launch.slot ? 'saved' : 'trying')
    hint = window.setTimeout(() => find('silent')?.removeAttribute('hidden'), SILENT)
    frame.focus()
  }

  window.addEventListener('message', hear)
  window.addEventListener('online', () => void sender.send())
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && sender.send()))
  open.addEventListener('click', () => void begin())
  find('full')?.addEventListener('click', () => void fill(box, frame))
  open.hidden = false
  void sender.send()
}

// Phones without the full-screen interface get the whole window instead.
async function fill(box: HTMLElement, frame: HTMLIFrameElement): Promise<void> {
  if (box.classList.toggle('is-filling') && 'requestFullscreen' in frame) {
    box.classList.remove('is-filling')
    await frame.requestFullscreen().catch(() => box.classList.add('is-filling'))
  }
}

for (const box of document.querySelectorAll<HTMLElement>('[data-package]')) void start(box)
