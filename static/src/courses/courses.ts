// Courses: dragging lessons into order, and keeping how far somebody has read. The pages work without either.
import { startMarking } from './marking'
import { startOutline } from './outline'
import { startReading } from './reading'
import { startWatching } from './watching'
import { startWork } from './work'

startOutline()
startReading()
startMarking()
startWork()
startWatching()
