// Shows the sheet of a <details class="confirm"> as a modal dialog. Without <dialog> it unfolds in place.

function showDialog(details: HTMLDetailsElement, sheet: HTMLElement): void {
  const dialog = document.createElement('dialog')
  dialog.className = 'dialog'
  const title = sheet.querySelector('.confirm-title')
  if (title?.id) dialog.setAttribute('aria-labelledby', title.id)
  dialog.append(sheet)
  document.body.append(dialog)
  const back = (): void => {
    details.append(sheet)
    dialog.remove()
    details.querySelector('summary')?.focus()
  }
  dialog.addEventListener('close', back, { once: true })
  dialog.addEventListener('click', (event) => {
    const target = event.target as Element
    if (target === dialog || target.closest('[data-close]')) {
      event.preventDefault()
      dialog.close()
    }
  })
  dialog.showModal()
  sheet.querySelector<HTMLElement>('[data-close]')?.focus()
}

export function startConfirms(): void {
  document.addEventListener('click', (event) => {
    const target = event.target as Element
    const details = target.closest('summary')?.parentElement
    if (details instanceof HTMLDetailsElement && details.classList.contains('confirm')) {
      const sheet = details.querySelector<HTMLElement>('.confirm-sheet')
      if (!sheet || typeof HTMLDialogElement === 'undefined') return
      event.preventDefault()
      showDialog(details, sheet)
    }
  })
}
