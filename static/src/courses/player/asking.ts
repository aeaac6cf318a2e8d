// "Are you still there?" at places that the server has drawn. Nothing is hidden: it says what counts, and waits a minute.
import { post } from '../post'
import { clock, fill, type Player, type Standing } from './player'
import type { Report } from './reports'

const SECONDS = 60
const STEP = 10
const AGAIN = 15_000 // after a line that was cut
const LEAP = 4000 // more between two ticks is a jump: whoever jumps over a question is not asked

export function startAsking(player: Player, report: Report): void {
  const { box, video, facts, texts } = player
  const dialog = box.querySelector<HTMLElement>('[data-player-asking]')
  const words = dialog?.querySelector<HTMLElement>('[data-asking-words]')
  const here = dialog?.querySelector<HTMLButtonElement>('[data-asking-here]')
  const back = dialog?.querySelector<HTMLButtonElement>('[data-asking-back]')
  if (!facts.presence || !dialog || !words || !here || !back) return
  const url = facts.presence
  const all = facts.allPlaces
  let open = facts.places
  let due: number | null = null
  let isAsked = false
  let last = 0
  let notBefore = 0
  let timer = 0

  player.onStanding((standing) => (open = standing.places))
  const from = (place: number): number => Math.max(0, ...all.filter((each) => each < place)) / 1000
  const send = async (state: string, place: number): Promise<Standing | 'refused' | 'offline'> => {
    const answer = await post(url, { state, place })
    if (!answer || answer.status >= 500) return 'offline'
    if (!answer.ok) return 'refused'
    const standing = (await answer.json()) as Standing
    player.tell(standing)
    return standing
  }
  const show = (text: string, button: HTMLButtonElement): void => {
    words.textContent = text
    here.hidden = button !== here
    back.hidden = button !== back
    dialog.hidden = false
    button.focus()
  }
  const close = (): void => {
    window.clearInterval(timer)
    due = null
    isAsked = false
    dialog.hidden = true
    video.focus({ preventScroll: true })
  }
  const play = (): void => void video.play().catch(() => undefined)
  const miss = (place: number): void => {
    window.clearInterval(timer)
    back.dataset['to'] = String(from(place))
    show(fill(texts['missed'], { time: clock(from(place)) }), back)
  }
  const ask = async (place: number): Promise<void> => {
    isAsked = true
    video.pause()
    if (document.fullscreenElement) await document.exitFullscreen()
    await report()
    const standing = await send('asked', place)
    if (standing === 'offline' || standing === 'refused') {
      isAsked = false
      if (standing === 'refused') due = null
      notBefore = Date.now() + AGAIN
      return play()
    }
    let left = SECONDS
    show(fill(texts['asking'], { seconds: String(left) }), here)
    timer = window.setInterval(() => {
      left -= STEP
      if (left > 0) words.textContent = fill(texts['asking'], { seconds: String(left) })
      else {
        void send('away', place)
        miss(place)
      }
    }, STEP * 1000)
  }

  video.addEventListener('timeupdate', () => {
    const now = video.currentTime * 1000
    const crossed = now >= last && now - last < LEAP ? open.find((place) => place > last && place <= now) : undefined
    if (crossed !== undefined && !isAsked) due = crossed
    last = now
    if (due !== null && !isAsked && !video.paused && Date.now() >= notBefore) void ask(due)
  })
  here.addEventListener('click', () => {
    const place = due
    if (place === null) return
    here.disabled = true
    void send('here', place).then((standing) => {
      here.disabled = false
      if (standing === 'offline') return player.say(texts['offline'] ?? '')
      if (standing === 'refused' || !standing.confirmed) return miss(place)
      close()
      play()
    })
  })
  back.addEventListener('click', () => {
    close()
    video.currentTime = Number(back.dataset['to'])
  })
}
