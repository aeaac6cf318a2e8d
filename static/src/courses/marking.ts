// Points add up while they are typed; Ctrl and Enter return the work and open the next.

export function startMarking(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-marking]')
  if (!form) return
  const lines = [...form.querySelectorAll<HTMLInputElement>('[data-line]')]
  const sum = form.querySelector<HTMLElement>('[data-sum]')
  const add = (): void => {
    if (!sum) return
    const isWhole = lines.every((line) => line.value !== '')
    const hundredths = lines.reduce((total, line) => total + Math.round(Number(line.value) * 100), 0)
    sum.textContent = isWhole ? String(hundredths / 100) : '—'
  }
  // Work that goes back for revision needs no points.
  const verdicts = form.querySelectorAll<HTMLInputElement>('[name="verdict"]')
  const free = (): void => {
    const isRevision = form.querySelector<HTMLInputElement>('[name="verdict"]:checked')?.value === 'revision'
    for (const line of lines) line.required = !isRevision
  }
  form.addEventListener('input', add)
  for (const verdict of verdicts) verdict.addEventListener('change', free)
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(form.querySelector<HTMLElement>('[data-go]'))
  })
  add()
  free()
}
