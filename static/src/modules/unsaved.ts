// What was typed and not saved is not lost by a wrong click: the browser asks before it leaves the page.

export function startUnsaved(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-unsaved]')
  if (!form) return
  let isDirty = false
  form.addEventListener('input', () => (isDirty = true))
  form.addEventListener('submit', () => (isDirty = false))
  window.addEventListener('beforeunload', (event) => {
    if (isDirty) event.preventDefault()
  })
}
