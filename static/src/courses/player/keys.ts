// Keys work while the player has the focus, which playing gives it: single letters must not act on a whole page (WCAG 2.1.4).
import type { Bar } from './bar'
import type { Player } from './player'

const ENTRY = 'input, textarea, select, [contenteditable]'

export function startKeys(player: Player, bar: Bar): void {
  const { box, video } = player
  const help = box.querySelector<HTMLDetailsElement>('[data-player-help]')
  const jump = (seconds: number) => (): void => {
    video.currentTime = Math.max(0, Math.min(video.duration || 0, video.currentTime + seconds))
  }
  const louder = (step: number) => (): void => {
    video.volume = Math.max(0, Math.min(1, video.volume + step))
  }
  const toggle = (): void => void (video.paused ? video.play().catch(() => undefined) : video.pause())
  const acts: Record<string, () => void> = {
    ' ': toggle,
    k: toggle,
    ArrowLeft: jump(-5),
    ArrowRight: jump(5),
    j: jump(-10),
    l: jump(10),
    ArrowUp: louder(0.1),
    ArrowDown: louder(-0.1),
    '<': () => bar.faster(-1),
    '>': () => bar.faster(1),
    f: () => void fill(video),
    m: () => void (video.muted = !video.muted),
    c: () => captions(video),
    '?': () => void (help && (help.open = !help.open)),
  }
  box.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey || at.closest(ENTRY)) return
    if (event.key === ' ' && at.closest('button, a, summary')) return
    event.preventDefault()
    act()
  })
  video.addEventListener('play', () => {
    if (document.activeElement === document.body) video.focus({ preventScroll: true })
  })
}

interface OldSafari extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void
}

async function fill(video: OldSafari): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen()
  else if (video.requestFullscreen) await video.requestFullscreen().catch(() => undefined)
  else video.webkitEnterFullscreen?.()
}

function captions(video: HTMLVideoElement): void {
  const track = video.textTracks[0]
  if (track) track.mode = track.mode === 'showing' ? 'hidden' : 'showing'
}
