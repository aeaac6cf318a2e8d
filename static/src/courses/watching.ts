// Which pieces of a video are played, whatever the speed and the order; reported every 15 s, on pause and on leaving.
import { post } from './post'

type Span = [number, number]
const EVERY = 15_000
const LEAP = 2 // seconds: more between two ticks is a jump and was not watched

export function startWatching(): void {
  const video = document.querySelector<HTMLVideoElement>('video[data-watching-url]')
  const url = video?.dataset['watchingUrl']
  if (!video || !url) return
  let played: Span[] = []
  let from: number | null = null
  let last = 0

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
    if (!Number.isFinite(video.duration)) return
    const isPlaying = from !== null
    close()
    if (isPlaying) from = last
    if (!played.length) return
    const sent = played
    played = []
    const answer = await post(url, {
      spans: sent.map(([start, end]) => [Math.round(start * 1000), Math.round(end * 1000)]).filter(([start, end]) => (start ?? 0) < (end ?? 0)),
      position: Math.round(video.currentTime * 1000),
      duration: Math.round(video.duration * 1000),
    })
    if (!answer?.ok) played = [...sent, ...played]
    else if (((await answer.json()) as { completed: boolean }).completed) showCompleted()
  }
  const stop = (): void => {
    follow()
    close()
    void report()
  }

  const goBack = (): void => {
    const place = Number(video.dataset['position']) / 1000
    if (place > 1 && place < video.duration - 2) video.currentTime = place
  }
  if (video.readyState >= 1) goBack()
  else video.addEventListener('loadedmetadata', goBack, { once: true })
  for (const kind of ['timeupdate', 'playing', 'seeked']) video.addEventListener(kind, follow)
  video.addEventListener('seeking', close)
  for (const kind of ['pause', 'ended']) video.addEventListener(kind, stop)
  window.setInterval(() => void report(), EVERY)
  window.addEventListener('pagehide', () => void report())
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && report()))
}

function showCompleted(): void {
  for (const mark of document.querySelectorAll<HTMLElement>('[data-lesson-completed]')) mark.hidden = false
}
