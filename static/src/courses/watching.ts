// Starts the player of a lesson with everything that helps to watch it.
import { startAsking } from './player/asking'
import { startBar } from './player/bar'
import { startKeys } from './player/keys'
import { startPlaces } from './player/places'
import { clock, fill, findPlayer } from './player/player'
import { startReports } from './player/reports'

export function startWatching(): void {
  const player = findPlayer()
  if (!player) return
  const counted = player.box.querySelector<HTMLElement>('[data-player-counted]')
  player.onStanding((standing) => {
    const times = { counted: clock(standing.counted / 1000), length: clock(standing.length / 1000) }
    if (counted) counted.textContent = fill(player.texts['counted'], times)
    if (standing.completed) {
      for (const mark of document.querySelectorAll<HTMLElement>('[data-lesson-completed]')) mark.hidden = false
    }
  })
  startKeys(player, startBar(player))
  startPlaces(player)
  startAsking(player, startReports(player))
}
