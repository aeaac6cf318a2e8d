// After a refused form the error summary gets the focus; a form cannot be sent twice by a double click.

export function startForms(): void {
  document.querySelector<HTMLElement>('.error-summary')?.focus()
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    if (event.defaultPrevented || form.method !== 'post') return
    if (form.dataset['sent'] === 'yes') {
      event.preventDefault()
      return
    }
    form.dataset['sent'] = 'yes'
    // Coming back through history, or a download that keeps the page, must find the form alive.
    window.setTimeout(() => delete form.dataset['sent'], 4000)
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form')) delete form.dataset['sent']
  })
}
