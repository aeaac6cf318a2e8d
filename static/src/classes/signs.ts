// The page of an online meeting gives a sign of life every half minute while it is open. Only the server's clock counts.
import { post } from '../courses/post'

interface Answer { noted: boolean; present: boolean }

function startSigns(): void {
  const place = document.querySelector<HTMLElement>('[data-signs-url]')
  const said = place?.querySelector<HTMLElement>('[data-signs-said]')
  const url = place?.dataset['signsUrl']
  if (!place || !said || !url) return

  const sign = async (): Promise<void> => {
    const answer = await post(url, {})
    if (!answer?.ok) {
      said.textContent = said.dataset['lost'] ?? ''
      return
    }
    const { noted, present } = (await answer.json()) as Answer
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
    const text = present ? said.dataset['present'] : noted ? said.dataset['noted'] : said.dataset['waiting']
    said.textContent = (text ?? '').replace('{time}', time)
  }

  void sign()
  window.setInterval(() => void sign(), Number(place.dataset['seconds']) * 1000)
  document.addEventListener('visibilitychange', () => void sign())
}

startSigns()
