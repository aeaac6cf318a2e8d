/** How the room looks on this device: size of the text, light or dark, one item or the whole paper. */

export interface Display {
  size: number
  theme: 'auto' | 'light' | 'dark'
  /** Go on by itself after a single choice. Off unless asked for: surprises are not calm. */
  isAutomatic: boolean
}

const NAME = 'trainingapp.exam.display'
const SIZES = 4

export function readDisplay(): Display {
  const standard: Display = { size: 1, theme: 'auto', isAutomatic: false }
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(NAME) ?? '{}') as Partial<Display>) }
  } catch {
    return standard
  }
}

export function applyDisplay(display: Display, place: HTMLElement): void {
  for (let size = 0; size < SIZES; size += 1) place.classList.toggle(`text-size-${size}`, size === display.size)
  if (display.theme !== 'auto') document.documentElement.dataset['bsTheme'] = display.theme
  try {
    localStorage.setItem(NAME, JSON.stringify(display))
  } catch {
    // It holds until the page is closed.
  }
}

export function resized(display: Display, by: number): void {
  display.size = Math.min(SIZES - 1, Math.max(0, display.size + by))
}
