// Which pieces are played, whatever the speed and the order; reported every 15 s, on pause and when the page hides.
import { post } from '../post'
import { forget, recall, remember, type Player, type Standing } from './player'

type Span = [number, number]
const EVERY = 15_000
const LEAP = 2 // seconds: more between two ticks is a jump and was not watched
const MOST = 1500 // pieces in one report

export type Report = () => Promise<void>

export function startReports(player: Player): Report {
  const { video, facts } = player
  const kept = `watched.${facts.person}.${facts.lesson}` // what no server has had yet
  let played: Span[] = recall<Span[]>(kept) ?? []
  let from: number | null = null
  let last = 0
  let sentPlace = facts.position

  const close = (): void => {
    if (from !== null && last > from) played.push([from, last])
    from = null
  }
  const follow = (): void => {
    const here = video.currentTime
    if (from !== null && (here < last || here - last > LEAP * Math.max(1, video.playbackRate))) close()
    if (!video.paused && !video.seeking && from === null) from = here
    last = here
  }
  const report = async (): Promise<void> => {
    if (!facts.watching || !Number.isFinite(video.duration)) return
    const isPlaying = from !== null
    close()
    if (isPlaying) from = last
    const place = Math.round(video.currentTime * 1000)
    if (!played.length && Math.abs(place - sentPlace) < 1000) return
    const sent = played.slice(0, MOST)
    played = played.slice(MOST)
    const before = sentPlace
    sentPlace = place
    remember(kept, [...sent, ...played])
    const answer = await post(facts.watching, {
      spans: sent.map(whole).filter(([start, end]) => start < end),
      position: place,
      duration: Math.max(1, Math.round(video.duration * 1000)),
      at: Math.round(player.now()),
    })
    if (answer?.ok) {
      if (played.length) remember(kept, played)
      else forget(kept)
      player.tell((await answer.json()) as Standing)
    } else if (answer?.status !== 422) {
      played = [...sent, ...played]
      sentPlace = before
    }
  }
  const stop = (): void => {
    follow()
    close()
    void report()
  }

  for (const kind of ['timeupdate', 'playing', 'seeked', 'ratechange']) video.addEventListener(kind, follow)
  video.addEventListener('seeking', close)
  for (const kind of ['pause', 'ended']) video.addEventListener(kind, stop)
  window.setInterval(() => void (video.paused || report()), EVERY)
  window.addEventListener('pagehide', stop)
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && stop()))
  window.addEventListener('online', () => void report())
  return report
}

function whole([start, end]: Span): Span {
  return [Math.round(start * 1000), Math.round(end * 1000)]
}
