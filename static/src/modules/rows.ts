// Another row of a list without going to the server: the last row is copied, emptied and counted on.

export function startRows(): void {
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('[data-add-row]')
    const last = button && lastRow(button)
    if (!button || !last) return
    event.preventDefault()
    const row = last.cloneNode(true) as HTMLElement
    for (const element of row.querySelectorAll('[name], [id], [for], [aria-describedby]')) countOn(element)
    for (const field of row.querySelectorAll<HTMLInputElement>('input, textarea, select')) {
      field.value = ''
      field.removeAttribute('aria-invalid')
    }
    for (const note of row.querySelectorAll('.field-error')) note.remove()
    last.after(row)
    row.querySelector<HTMLElement>('input, textarea, select')?.focus()
  })
}

function lastRow(button: Element): Element | undefined {
  const rows = button.closest('[data-rows]')?.querySelectorAll(':scope > [data-row]')
  return rows?.[rows.length - 1]
}

// anchors-2-law becomes anchors-3-law; of several numbers it is the last that counts the rows.
function countOn(element: Element): void {
  for (const name of ['name', 'id', 'for', 'aria-describedby']) {
    const value = element.getAttribute(name)
    if (!value) continue
    element.setAttribute(name, value.replace(/(\d+)(?=-[a-z_]+(?:-(?:help|error))?(?:\s|$))/g, (digits) => String(Number(digits) + 1)))
  }
}
