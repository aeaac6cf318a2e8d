/** The translated sentences of the room; the page carries them as JSON, so no script holds words. */

let texts: Record<string, string> = {}

export function readJson<T>(id: string): T {
  const element = document.getElementById(id)
  if (!element) throw new Error(`#${id} is missing`)
  return JSON.parse(element.textContent ?? '') as T
}

export function loadTexts(): void {
  texts = { ...readJson<Record<string, string>>('room-texts'), ...readJson<Record<string, string>>('room-dialogs') }
}

/** The sentence `name` with `{placeholders}` filled in. */
export function t(name: string, values: Record<string, string | number> = {}): string {
  const text = texts[name] ?? name
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole))
}
