/**
 * The sign-in ended in the middle of the exam: sign in again without leaving the page, so that nothing
 * on it is lost. The site's own form is fetched, filled and sent; if it asks for more than a name and
 * a password, it opens in another tab, and this page notices when that worked.
 */
import type { AttemptRoom } from './attempt-room'
import { Dialog } from './dialog'
import { h } from './dom'
import { t } from './texts'
import { fetchPage } from './wire'

type Outcome = 'done' | 'wrong' | 'offline'

/** The site's own form, filled in; null when the page has none. */
function fill(page: Document, url: string, name: string, password: string): { action: string; body: URLSearchParams } | null {
  const secret = page.querySelector<HTMLInputElement>('form input[type=password]')
  const form = secret?.closest('form')
  const login = form?.querySelector<HTMLInputElement>('input[type=text], input[type=email], input[type=tel], input:not([type])')
  if (!form || !secret || !login) return null
  const body = new URLSearchParams()
  for (const hidden of Array.from(form.querySelectorAll<HTMLInputElement>('input[type=hidden]'))) body.set(hidden.name, hidden.value)
  body.set(login.name, name)
  body.set(secret.name, password)
  return { action: new URL(form.getAttribute('action') ?? url, new URL(url, location.href)).href, body }
}

async function signIn(room: AttemptRoom, name: string, password: string): Promise<Outcome> {
  const url = room.data.urls.sign_in
  const found = await fetchPage(url)
  if (!found) return 'offline'
  // No form there: somebody is signed in already, perhaps in another tab.
  const fields = fill(found.page, url, name, password)
  if (fields) {
    const reply = await fetchPage(fields.action, { method: 'POST', body: fields.body })
    if (!reply || reply.status >= 500) return 'offline'
  }
  const state = await room.lease.refreshToken()
  return state === 'fresh' || state === 'closed' ? 'done' : state === 'unreachable' ? 'offline' : 'wrong'
}

export function offerSignIn(room: AttemptRoom): void {
  const name = h('input', { class: 'form-control', id: 'room-login', type: 'text', autocomplete: 'username', required: true })
  const password = h('input', { class: 'form-control', id: 'room-password', type: 'password', autocomplete: 'current-password', required: true })
  const error = h('p', { class: 'room-early', role: 'alert' })
  const send = h('button', { type: 'submit', class: 'btn btn-primary' }, t('sign_in'))
  const form = h(
    'form',
    { class: 'room-sign-in' },
    h('p', {}, t('sign_in_text')),
    h('label', { for: 'room-login' }, t('login')),
    name,
    h('label', { for: 'room-password' }, t('password')),
    password,
    error,
    h('div', { class: 'button-row room-dialog-foot' }, send),
    h('p', {}, h('a', { href: room.data.urls.sign_in, target: '_blank', rel: 'noopener' }, t('sign_in_tab'))),
  )
  const dialog = new Dialog(t('sign_in_title'), [form])
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send.disabled = true
    error.textContent = ''
    void signIn(room, name.value, password.value).then(async (outcome) => {
      send.disabled = false
      password.value = ''
      if (outcome === 'done') await room.open()
      else error.textContent = t(outcome === 'offline' ? 'sign_in_offline' : 'sign_in_wrong')
    })
  })
  room.changed.on(() => {
    if (room.link === 'online' || room.phase === 'submitted') dialog.close()
  })
}
