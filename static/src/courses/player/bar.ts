// Speed and size of the picture, remembered for this person on this device.
import { fill, recall, remember, whenReady, type Player } from './player'

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2]

export interface Bar {
  faster: (steps: number) => void
}

export function startBar(player: Player): Bar {
  const { box, video, facts, texts } = player
  const speed = box.querySelector<HTMLSelectElement>('[data-player-speed]')
  const kept = `speed.${facts.person}`
  for (const part of box.querySelectorAll<HTMLElement>('[data-player-bar], [data-player-help]')) part.hidden = false

  const setSpeed = (value: number): void => {
    video.playbackRate = value
    video.defaultPlaybackRate = value
    if (speed) speed.value = String(value)
    remember(kept, value)
  }
  const known = recall<number>(kept)
  if (known !== null && SPEEDS.includes(known)) setSpeed(known)
  speed?.addEventListener('change', () => setSpeed(Number(speed.value)))
  startSizes(player)
  return {
    faster: (steps) => {
      const here = SPEEDS.findIndex((value) => value >= video.playbackRate)
      const next = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, here + steps))] ?? 1
      setSpeed(next)
      player.say(fill(texts['speed_is'], { speed: String(next) }))
    },
  }
}

function startSizes(player: Player): void {
  const { box, video, facts } = player
  const sizes = box.querySelector<HTMLSelectElement>('[data-player-size]')
  if (!sizes) return
  const kept = `size.${facts.person}`
  const known = recall<string>(kept)
  const choices = [...sizes.options].map((option) => option.value)

  const show = (name: string): void => {
    const url = sizes.options[choices.indexOf(name)]?.dataset['url']
    if (!url) return
    const { currentTime, paused } = video
    video.src = url
    video.load()
    whenReady(video, () => {
      if (currentTime > 0) video.currentTime = currentTime
      if (!paused) void video.play().catch(() => undefined)
    })
  }
  if (known && choices.includes(known) && known !== sizes.value) {
    sizes.value = known
    show(known)
  }
  sizes.addEventListener('change', () => {
    remember(kept, sizes.value)
    show(sizes.value)
  })
  // A device that says it plays HLS and then does not gets the plain file.
  video.addEventListener('error', () => {
    const next = choices.indexOf(sizes.value) + 1
    if (sizes.value !== 'auto' || next >= choices.length) return
    sizes.value = choices[next] ?? sizes.value
    show(sizes.value)
  })
}
