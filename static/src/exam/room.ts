/**
 * The exam room. What it promises: an answer is on this device's disk before the screen shows it, and
 * it is called saved only after the server has acknowledged it.
 *
 * What is possible without a network: everything while the page stays open, for as long as it takes; a
 * reload as soon as the server answers again loses nothing, because the journal and the test form lie
 * in IndexedDB. What is not: loading the page itself while the server cannot be reached, because there
 * is no service worker (WeChat on iOS would not run one); the journal waits for the next time.
 */
import { AttemptRoom } from './attempt-room'
import { Clock } from './clock'
import { deviceName, TabLock } from './device'
import { byId } from './dom'
import { Journal } from './journal'
import { openStore } from './journal-store'
import { Lease } from './lease'
import { Lifeline } from './lifeline'
import { furnish } from './furniture'
import { Presence } from './presence'
import type { RoomData } from './protocol'
import { Screens } from './screens'
import { offerSignIn } from './sign-in'
import { Banners, watchLink } from './status'
import { Submission } from './submission'
import { loadTexts, readJson, t } from './texts'
import { Timer } from './timer'

async function start(): Promise<void> {
  loadTexts()
  byId('room').classList.add('is-live')
  const data = readJson<RoomData>('room-data')
  const store = await openStore()
  const journal = new Journal(store, data.attempt)
  await journal.load()
  const clock = new Clock()
  const room = new AttemptRoom(data, journal, clock, new Lease(data, await deviceName(store), clock))
  const submission = new Submission(room)
  const banners = new Banners(byId('room-banners'))
  if (store.kind === 'memory') banners.show('memory', 'danger', t('memory_only'))
  // Without this a browser short of space may throw the journal away.
  void navigator.storage?.persist?.().catch(() => false)

  const tab = new TabLock(data.attempt, () => room.lose('tab', []))
  const takeOver = async (): Promise<void> => {
    await tab.take(true)
    await journal.load()
    await room.open(true)
  }
  new Screens(room, submission, banners, () => void takeOver())
  watchLink(room, banners, () => offerSignIn(room))
  furnish(room, submission, banners)
  new Presence(room).start()
  const lifeline = new Lifeline(room)
  const voices = { polite: byId('room-polite'), assertive: byId('room-assertive') }
  const collect = (): void => void submission.start('collected')
  new Timer(room, byId('room-timer'), voices, collect, () => lifeline.doubt()).start()
  if (await tab.take()) await room.open()
  else room.lose('tab', [])
  lifeline.start()
}

void start()
