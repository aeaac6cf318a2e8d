/** A swipe to the left shows the next item, to the right the one before; scrolling stays scrolling. */

const DISTANCE = 60

export function onSwipe(place: HTMLElement, act: (by: 1 | -1) => void): void {
  let from: Touch | null = null
  place.addEventListener('touchstart', (event) => (from = event.touches.length === 1 ? (event.touches[0] ?? null) : null), { passive: true })
  place.addEventListener('touchcancel', () => (from = null))
  place.addEventListener(
    'touchend',
    (event) => {
      const to = event.changedTouches[0]
      if (!from || !to || window.getSelection()?.toString()) return
      const across = to.clientX - from.clientX
      const along = to.clientY - from.clientY
      from = null
      // The browser's own "back" gesture begins at the edge; leave it alone.
      if (Math.abs(across) > DISTANCE && Math.abs(across) > 2 * Math.abs(along)) act(across < 0 ? 1 : -1)
    },
    { passive: true },
  )
}
