// Makes a file field send its files at once and resumably (tus 1.0); the form then sends their ids.
// The browser remembers addresses of uploads (localStorage), never their content: after a reload the reader chooses
// the same file again and it goes on where the server stands. What has arrived comes back by itself.
import { defaultOptions, isSupported, Upload, type DetailedError } from 'tus-js-client'
import { type Texts, UploadRow } from './upload-row'

const CHUNK = 4 * 1024 * 1024 // proxies cut long bodies; a cut costs no more than this
const DELAYS = [0, 1000, 3000, 5000, 10000, 20000, 30000]
const ASK_AGAIN = 2000

interface Told {
  id: string
  state: string
  offset: number
  size: number
  detail: string | null
}

class UploadField {
  private readonly rows = new Set<UploadRow>()
  private readonly input: HTMLInputElement
  private readonly list: HTMLElement
  private readonly news: HTMLElement
  private readonly texts: Texts
  private readonly place: string

  constructor(private readonly root: HTMLElement) {
    const find = <T extends HTMLElement>(selector: string): T => root.querySelector<T>(selector) as T
    this.input = find('input[type="file"]')
    this.list = find('[data-upload-list]')
    this.news = find('[data-upload-news]')
    this.texts = JSON.parse(root.dataset['texts'] ?? '{}') as Texts
    this.place = `${location.pathname}#${this.input.name}`
    this.input.addEventListener('change', () => this.take())
    this.input.form?.addEventListener('submit', (event) => this.hold(event))
    window.addEventListener('online', () => this.rows.forEach((row) => row.onOnline()))
    window.addEventListener('beforeunload', (event) => {
      if ([...this.rows].some((row) => row.isRunning)) event.preventDefault()
    })
    this.input.required = false // the browser would ask for bytes that have long been sent; `hold` asks instead
    root.classList.add('uploads-ready')
    this.list.querySelectorAll<HTMLElement>('[data-upload]').forEach((shown) => this.adopt(shown))
    void this.remember().then(() => this.take()) // whoever was quicker than this file has chosen already
  }

  private headers(): Record<string, string> {
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content
    return { Accept: 'application/json', ...(token ? { 'X-CSRFToken': token } : {}) }
  }

  private take(): void {
    for (const file of this.input.files ?? []) this.send(file)
    this.input.value = '' // the form must not send the bytes a second time
  }

  private add(name: string, onRemove: () => void): UploadRow {
    if (!this.input.multiple) this.rows.forEach((row) => row.onRemove())
    const row = new UploadRow(name, this.texts, this.news)
    row.onRemove = () => {
      row.element.remove()
      this.rows.delete(row)
      onRemove()
    }
    this.rows.add(row)
    this.list.append(row.element)
    return row
  }

  // A refused form comes back with what had arrived: it can be removed like the others.
  private adopt(shown: HTMLElement): void {
    const name = shown.querySelector('.upload-name')?.textContent ?? ''
    const row = this.add(name, () => this.terminate(`${this.root.dataset['url'] ?? ''}/${shown.dataset['upload'] ?? ''}`))
    row.keep(`${this.input.name}-uploads`, shown.dataset['upload'] ?? '')
    row.element.dataset['upload'] = shown.dataset['upload'] ?? ''
    row.show('done')
    shown.remove()
  }

  private terminate(url: string): void {
    void Upload.terminate(url, { headers: this.headers() }).catch(() => undefined)
  }

  private send(file: File): void {
    for (const row of this.rows) if (row.name === file.name && row.state === 'again') row.element.remove(), this.rows.delete(row)
    const row = this.add(file.name, () => void upload.abort(true).catch(() => undefined))
    const upload = new Upload(file, {
      endpoint: this.root.dataset['url'] ?? '',
      chunkSize: CHUNK,
      retryDelays: DELAYS,
      headers: this.headers(),
      metadata: { filename: file.name, filetype: file.type, purpose: this.root.dataset['purpose'] ?? '', place: this.place },
      fingerprint: async () => ['upload', this.place, file.name, file.type, file.size, file.lastModified].join('|'),
      onProgress: (sent, total) => row.isRunning && (row.show('sending'), row.progress(sent, total)),
      onSuccess: () => void this.settle(row, upload.url ?? ''),
      onError: (error) => this.fail(row, error),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        const isWorth = (status < 400 || status >= 500 || status === 409 || status === 423) && navigator.onLine
        if (isWorth && row.isRunning) row.show('retrying', this.texts['cut'])
        return isWorth
      },
    })
    const most = Number(this.root.dataset['most'] ?? Infinity)
    if (file.size > most || file.size === 0) return row.show('refused', this.texts[file.size ? 'large' : 'empty'])
    const start = (): void => {
      row.show('sending')
      upload.start()
    }
    row.onToggle = () => (row.isRunning ? (void upload.abort(), row.show('paused')) : start())
    row.onOnline = () => {
      if (row.state === 'cut') start()
      if (row.state === 'retrying') void upload.abort().then(start)
    }
    void upload.findPreviousUploads().then((found) => {
      if (found[0]) upload.resumeFromPreviousUpload(found[0])
      start()
    })
  }

  private fail(row: UploadRow, error: Error | DetailedError): void {
    const response = 'originalResponse' in error ? error.originalResponse : null
    const status = response?.getStatus() ?? 0
    if (status === 0 || (status >= 502 && status <= 504)) return row.show('cut')
    if (status === 401) return row.show('failed', this.texts['signed_out'])
    const isFinal = [400, 403, 413, 415, 422, 460].includes(status)
    row.show(isFinal ? 'refused' : 'failed', sentence(response?.getBody()))
  }

  // Every byte is there; the server may still be looking at them.
  private async settle(row: UploadRow, url: string): Promise<void> {
    const told = await this.ask(url)
    if (!this.rows.has(row)) return
    if (told?.state === 'done') {
      row.keep(`${this.input.name}-uploads`, told.id)
      row.show('done')
    } else if (told?.state === 'refused' || told?.state === 'ended') {
      row.show('refused', told.detail)
    } else {
      row.show('checking')
      window.setTimeout(() => void this.settle(row, url), ASK_AGAIN)
    }
  }

  private async ask(url: string): Promise<Told | null> {
    try {
      const answer = await fetch(url, { headers: this.headers() })
      return answer.ok ? ((await answer.json()) as Told) : answer.status === 404 ? ended : null
    } catch {
      return null
    }
  }

  // After a reload: what was begun on this page comes back, finished or to be chosen again.
  private async remember(): Promise<void> {
    const store = defaultOptions.urlStorage
    for (const past of await store.findAllUploads()) {
      const url = past.uploadUrl
      if (past.metadata['place'] !== this.place || !url) continue
      const told = await this.ask(url)
      if (told && ['ended', 'refused'].includes(told.state)) {
        await store.removeUpload(past.urlStorageKey)
      } else if (told && !this.list.querySelector(`[data-upload="${told.id}"]`)) {
        const row = this.add(past.metadata['filename'] ?? '', () => {
          void store.removeUpload(past.urlStorageKey)
          this.terminate(url)
        })
        row.show(told.state === 'open' ? 'again' : 'checking')
        if (told.state === 'open') row.progress(told.offset, told.size)
        else await this.settle(row, url)
      }
    }
  }

  // A form is not sent while a file is still on its way: it would go without it.
  private hold(event: SubmitEvent): void {
    const isUnfinished = [...this.rows].some((row) => !row.isFinal && row.state !== 'again')
    const isMissing = 'required' in this.root.dataset && !this.list.querySelector('input[type="hidden"]')
    if (!isUnfinished && !isMissing) return
    event.preventDefault()
    this.news.textContent = this.texts[isUnfinished ? 'unfinished' : 'needed'] ?? ''
    ;(isUnfinished ? this.list.querySelector<HTMLElement>('button:not([hidden])') : this.input)?.focus()
  }
}

const ended: Told = { id: '', state: 'ended', offset: 0, size: 0, detail: null }

function sentence(body: string | undefined): string | null {
  try {
    return (JSON.parse(body ?? '') as { detail?: string }).detail ?? null
  } catch {
    return null
  }
}

export function startUploads(): void {
  if (!isSupported) return
  document.querySelectorAll<HTMLElement>('[data-uploads]').forEach((root) => new UploadField(root))
}
