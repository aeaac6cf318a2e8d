// Where to go on: what the address asks for, else the newest place of all devices; marks and chapters jump.
import { clock, fill, recall, remember, whenReady, type Player } from './player'

interface Place {
  position: number // ms
  at: number // the server's clock
}

const FAR = 30_000
const KEEP_EVERY = 5_000

export function startPlaces(player: Player): void {
  const { video, facts } = player
  const kept = `place.${facts.person}.${facts.lesson}`
  const here = recall<Place>(kept)
  let keptAt = 0

  whenReady(video, () => {
    const asked = wanted() ?? facts.start
    if (asked !== null) go(player, asked)
    else goOn(player, here)
  })
  const keep = (): void => {
    if (video.currentTime > 0) remember(kept, { position: Math.round(video.currentTime * 1000), at: player.now() })
    keptAt = Date.now()
  }
  video.addEventListener('timeupdate', () => void (!video.paused && Date.now() - keptAt > KEEP_EVERY && keep()))
  video.addEventListener('pause', keep)
  window.addEventListener('pagehide', () => void (video.paused || keep()))
  window.addEventListener('hashchange', () => {
    const asked = wanted()
    if (asked !== null) go(player, asked)
  })
  startJumps(player)
  startMarks(player)
}

function wanted(): number | null {
  const match = /^#t=(\d+(?:\.\d+)?)$/.exec(window.location.hash)
  return match ? Number(match[1]) : null
}

function go(player: Player, seconds: number): void {
  const { video } = player
  video.currentTime = Math.max(0, Math.min(seconds, (video.duration || seconds) - 0.5))
}

function goOn(player: Player, here: Place | null): void {
  const { facts, video } = player
  const there: Place | null = facts.positionAt === null ? null : { position: facts.position, at: facts.positionAt }
  const newest = here && there ? (here.at > there.at ? here : there) : (here ?? there)
  if (!newest || newest.position < 1000 || newest.position > video.duration * 1000 - 2000) return
  go(player, newest.position / 1000)
  const other = newest === here ? there : here
  if (other && other.position >= 1000 && Math.abs(other.position - newest.position) > FAR) offer(player, newest, other)
}

// The newest place wins; the other one is offered, because two devices may have been two evenings.
function offer(player: Player, newest: Place, other: Place): void {
  const box = player.box.querySelector<HTMLElement>('[data-player-offer]')
  const words = box?.querySelector<HTMLElement>('[data-offer-words]')
  const button = box?.querySelector<HTMLButtonElement>('[data-offer-other]')
  if (!box || !words || !button) return
  const times = { here: clock(newest.position / 1000), there: clock(other.position / 1000) }
  words.textContent = fill(player.texts['offer'], times)
  button.textContent = fill(player.texts['offer_other'], times)
  box.hidden = false
  button.addEventListener('click', () => {
    go(player, other.position / 1000)
    box.hidden = true
  })
  player.video.addEventListener('play', () => window.setTimeout(() => (box.hidden = true), 15_000), { once: true })
}

function startJumps(player: Player): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[data-seek]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    go(player, Number(link.dataset['seek']))
    player.video.scrollIntoView({ block: 'nearest' })
    player.video.focus({ preventScroll: true })
  })
  const chapters = [...player.box.querySelectorAll<HTMLAnchorElement>('[data-chapters] a[data-seek]')]
  player.video.addEventListener('timeupdate', () => {
    const passed = chapters.filter((link) => Number(link.dataset['seek']) <= player.video.currentTime + 0.3)
    for (const link of chapters) link.toggleAttribute('aria-current', link === passed[passed.length - 1])
  })
}

// A note begins with the time at which its first word is typed.
function startMarks(player: Player): void {
  const mark = document.querySelector<HTMLInputElement>('[data-time-mark]')
  const text = mark?.form?.querySelector('textarea')
  if (!mark || !text) return
  text.addEventListener('input', () => {
    if (!mark.value && player.video.currentTime > 0) mark.value = clock(player.video.currentTime)
  })
}
