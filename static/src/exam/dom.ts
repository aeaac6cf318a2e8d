/** Makes elements without HTML strings, so that nothing from an item can become markup. */

type Value = string | number | boolean | null | undefined | ((event: Event) => void)
export type Child = Node | string | null | undefined | false

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value != null) element.setAttribute(name, String(value))
  }
  for (const child of children) if (child) element.append(child)
  return element
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id)
  if (!element) throw new Error(`#${id} is missing`)
  return element as T
}

/** A copy of an icon that the page carries in `<template id="icon-…">`. */
export function icon(name: string): Node | null {
  const template = document.getElementById(`icon-${name}`)
  return template instanceof HTMLTemplateElement ? template.content.cloneNode(true) : null
}

export function button(label: string, kind: string, act: () => void, attributes: Record<string, Value> = {}): HTMLButtonElement {
  return h('button', { type: 'button', class: `btn btn-${kind}`, onclick: act, ...attributes }, label)
}

export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement
  if (target instanceof HTMLInputElement) return target.type !== 'radio' && target.type !== 'checkbox'
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
}
