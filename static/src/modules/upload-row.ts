// One file on its way, as a reader sees it: name, state in words, progress, and what can be done about it.

export type State = 'waiting' | 'sending' | 'retrying' | 'paused' | 'cut' | 'again' | 'checking' | 'done' | 'refused' | 'failed'
export type Texts = Readonly<Record<string, string>>

const RUNNING: readonly State[] = ['waiting', 'sending', 'retrying']
const RESTING: readonly State[] = ['paused', 'cut', 'failed']

export class UploadRow {
  readonly element = document.createElement('li')
  state: State = 'waiting'
  onToggle: () => void = () => undefined
  onRemove: () => void = () => undefined
  onOnline: () => void = () => undefined
  private readonly words = document.createElement('span')
  private readonly bar = document.createElement('progress')
  private readonly toggle = button()
  private readonly remove = button()

  constructor(
    readonly name: string,
    private readonly texts: Texts,
    private readonly news: HTMLElement,
  ) {
    const title = span('upload-name', name)
    this.words.className = 'upload-state'
    this.bar.className = 'progress-squares'
    this.bar.max = 100
    this.bar.setAttribute('aria-label', `${texts['progress'] ?? ''}: ${name}`)
    const actions = span('upload-actions', '')
    actions.append(this.toggle, this.remove)
    this.label(this.remove, 'remove')
    this.toggle.addEventListener('click', () => this.onToggle())
    this.remove.addEventListener('click', () => this.onRemove())
    this.element.append(title, actions, this.bar, this.words)
    this.show('waiting')
  }

  get isRunning(): boolean {
    return RUNNING.includes(this.state)
  }

  get isFinal(): boolean {
    return this.state === 'done' || this.state === 'refused'
  }

  progress(sent: number, total: number): void {
    const percent = total > 0 ? Math.floor((sent / total) * 100) : 0
    this.bar.value = percent
    this.words.textContent = `${this.texts[this.state] ?? ''} · ${percent}% · ${megabytes(sent)} / ${megabytes(total)} MB`
  }

  // `detail` is the server's sentence and comes before our own words.
  show(state: State, detail?: string | null): void {
    this.state = state
    this.element.className = `upload-row upload-${state}`
    const words = detail || this.texts[state] || ''
    this.words.textContent = words
    this.bar.hidden = this.isFinal || state === 'failed'
    this.toggle.hidden = !(RUNNING.includes(state) || RESTING.includes(state))
    this.label(this.toggle, RESTING.includes(state) ? 'resume' : 'pause')
    if (state !== 'waiting' && state !== 'sending') this.news.textContent = `${this.name}: ${words}`
  }

  keep(field: string, id: string): void {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name: field, value: id })
    this.element.append(input)
  }

  private label(target: HTMLButtonElement, key: string): void {
    const text = this.texts[key] ?? ''
    target.textContent = text
    target.setAttribute('aria-label', `${text}: ${this.name}`)
  }
}

function button(): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'btn btn-quiet'
  return made
}

function span(className: string, text: string): HTMLSpanElement {
  const made = document.createElement('span')
  made.className = className
  made.textContent = text
  return made
}

function megabytes(bytes: number): string {
  return (bytes / 1048576).toFixed(1)
}
