/**
 * Answers that stayed on this device because the paper was collected while it had no network. Pages that
 * the candidate opens afterwards load this: it hands over what the server has not acknowledged, forgets
 * what it has, and says so in one sentence. The server keeps such answers as late; nothing is counted.
 */
import { deviceName, whileRoomIsShut } from './device'
import { Journal } from './journal'
import { openStore } from './journal-store'
import { type ClosedAttempt, Delivery } from './delivery'

async function start(): Promise<void> {
  const place = document.getElementById('late-answers')
  if (!place) return
  const attempts = JSON.parse(place.dataset['attempts'] ?? '[]') as ClosedAttempt[]
  const csrf = document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? ''
  const store = await openStore()
  let answers = 0
  for (const closed of attempts) {
    if (!(await store.entries(closed.attempt)).length) continue
    await whileRoomIsShut(closed.attempt, async () => {
      const journal = new Journal(store, closed.attempt)
      await journal.load()
      const delivery = new Delivery(journal, closed, () => deviceName(store), csrf)
      answers += await delivery.run()
    })
  }
  if (answers) tell(place, answers)
}

function tell(place: HTMLElement, answers: number): void {
  const text = (answers === 1 ? place.dataset['one'] : place.dataset['many']) ?? ''
  const words = place.querySelector('p')
  if (words) words.textContent = text.replace('{n}', String(answers))
  words?.closest('.callout')?.removeAttribute('hidden')
}

void start()
