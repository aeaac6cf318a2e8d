// Courses: dragging lessons into order, and keeping how far somebody has read. The pages work without either.
import { startJournal } from './journal'
import { startKeptList } from './kept-list'
import { startMarking } from './marking'
import { startOffline } from './offline'
import { startOutline } from './outline'
import { startReading } from './reading'
import { startSlides } from './slides'
import { startWatching } from './watching'
import { startWork } from './work'

startOutline()
startReading()
startSlides()
startJournal()
startOffline()
startKeptList()
startMarking()
startWork()
startWatching()
