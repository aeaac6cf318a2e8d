// A learner's text is kept while it is typed: on this device at once, on the server when the fingers rest for a second.
// The page always says which of the two has happened. Without script there is a button.
import { post } from './post'

const REST = 1000
const AGAIN = 5000

type Texts = Record<string, string>
type Answer = { base: string; saved?: string; error?: string; text?: string }

export function startWork(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-work]')
  if (!form) return
  const texts = JSON.parse(form.dataset['texts'] ?? '{}') as Texts
  const field = form.querySelector<HTMLTextAreaElement>('[data-work-text]')
  if (field) keepText(form, field, texts)
  watchFiles(form)
}

function keepText(form: HTMLFormElement, field: HTMLTextAreaElement, texts: Texts): void {
  const base = form.querySelector<HTMLInputElement>('[name="saves"]') as HTMLInputElement
  const state = form.querySelector<HTMLElement>('[data-work-state]') as HTMLElement
  const words = form.querySelector<HTMLElement>('[data-work-words]')
  const place = `work-${form.dataset['work']}`
  let stored = field.value
  let timer = 0
  let isSending = false
  let isHeld = false // two texts are on the page: nothing is sent until the reader has chosen

  const say = (name: string, values: Record<string, string> = {}): void => {
    let text = texts[name] ?? ''
    for (const [key, value] of Object.entries(values)) text = text.replace(`{${key}}`, value)
    state.textContent = text
    state.dataset['state'] = name
  }
  const wait = (pause: number): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void save(), pause)
  }
  const save = async (): Promise<void> => {
    if (isSending || isHeld || field.value === stored) return
    isSending = true
    const text = field.value
    const answer = await post(form.dataset['saveUrl'] ?? '', { text, base: base.value })
    isSending = false
    if (answer === null || answer.status >= 500 || answer.status === 429) {
      say('device')
      wait(AGAIN)
      return
    }
    if (answer.status === 401) return say('signed_out')
    const said = (await answer.json()) as Answer
    if (answer.ok) {
      base.value = said.base
      stored = text
      if (field.value === text) {
        forget(place)
        say('saved', { time: said.saved ?? '' })
      } else wait(REST)
    } else if (said.error === 'elsewhere') {
      meet({ base: said.base, text: said.text ?? '' })
    } else say('closed')
  }
  const changed = (): void => {
    if (words) words.textContent = (texts['words'] ?? '').replace('{count}', String(countWords(field.value)))
    remember(place, { base: base.value, text: field.value })
    say('typing')
    if (field.value === stored) {
      forget(place)
      say('saved', { time: '' })
    }
    wait(REST)
  }

  const meet = (said: { base: string; text: string }): void => {
    isHeld = true
    say('elsewhere')
    choose(form, texts, said.text, (theirs) => {
      base.value = said.base
      stored = said.text
      isHeld = false
      if (theirs) field.value = stored
      changed()
    })
  }

  const left = recall(place)
  if (left !== null && left.text !== stored) {
    const now = { base: base.value, text: stored }
    field.value = left.text
    if (left.base === now.base) {
      changed()
      say('found')
    } else if (now.text) meet(now)
    else changed()
  }
  field.addEventListener('input', changed)
  window.addEventListener('online', () => void save())
  window.addEventListener('pagehide', () => void save())
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && save()))
  form.addEventListener('submit', () => window.clearTimeout(timer))
}

function choose(form: HTMLFormElement, texts: Texts, other: string, done: (theirs: boolean) => void): void {
  const box = form.querySelector<HTMLElement>('[data-work-conflict]')
  if (!box) return
  const shown = document.createElement('div')
  shown.className = 'work-text'
  shown.textContent = other
  const buttons = [false, true].map((theirs) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'btn btn-secondary'
    button.textContent = texts[theirs ? 'theirs' : 'ours'] ?? ''
    button.addEventListener('click', () => {
      box.hidden = true
      done(theirs)
    })
    return button
  })
  box.replaceChildren(shown, ...buttons)
  box.hidden = false
}

// Files that have arrived go into the draft at once: a reload does not lose them.
function watchFiles(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>('[data-upload-list]')
  const shown = document.querySelector<HTMLElement>('[data-work-files]')
  if (!list || !shown) return
  const attach = async (): Promise<void> => {
    const inputs = [...list.querySelectorAll<HTMLInputElement>('input[name="files-uploads"]:not(:disabled)')]
    if (!inputs.length) return
    const data = new FormData()
    for (const input of inputs) {
      data.append(input.name, input.value)
      input.disabled = true // an upload is claimed once
    }
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''
    const headers = { Accept: 'application/json', 'X-CSRFToken': token }
    const answer = await fetch(form.dataset['filesUrl'] ?? '', { method: 'POST', body: data, headers }).catch(() => null)
    if (answer?.ok) {
      shown.innerHTML = ((await answer.json()) as { html: string }).html // a template of ours, escaped there
      for (const input of inputs) input.closest('li')?.remove()
    } else {
      watcher.disconnect() // they go with the form
      for (const input of inputs) input.disabled = false
    }
  }
  const watcher = new MutationObserver(() => void attach())
  watcher.observe(list, { childList: true, subtree: true })
}

const WORD = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[0-9A-Za-z\u00c0-\u024f]+(?:[.,'’_-][0-9A-Za-z\u00c0-\u024f]+)*/g

function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0
}

type Journal = { base: string; text: string }

function remember(place: string, journal: Journal): void {
  try {
    window.localStorage.setItem(place, JSON.stringify(journal))
  } catch {
    // No room or not allowed: then only the server keeps it.
  }
}

function recall(place: string): Journal | null {
  try {
    return JSON.parse(window.localStorage.getItem(place) ?? 'null') as Journal | null
  } catch {
    return null
  }
}

function forget(place: string): void {
  try {
    window.localStorage.removeItem(place)
  } catch {
    // as above
  }
}
