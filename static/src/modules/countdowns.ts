// Ticks every [data-deadline] by the server's clock: data-now is the server's time when the page was made.

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

export function spell(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = pad(seconds % 60)
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`
}

function tick(chip: HTMLElement, offset: number): void {
  const left = Number(chip.dataset['deadline']) - (Date.now() + offset)
  const place = chip.querySelector('.countdown-time')
  if (place) place.textContent = spell(left)
  chip.classList.toggle('countdown-soon', left < 5 * 60_000)
}

export function startCountdowns(): void {
  const chips = [...document.querySelectorAll<HTMLElement>('[data-deadline][data-now]')]
  if (chips.length === 0) return
  const started = Date.now()
  const offsets = chips.map((chip) => Number(chip.dataset['now']) - started)
  const all = (): void => chips.forEach((chip, index) => tick(chip, offsets[index] ?? 0))
  all()
  window.setInterval(all, 1000)
}
