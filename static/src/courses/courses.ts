// Courses: dragging lessons into order, and keeping how far somebody has read. The pages work without either.
import { startOutline } from './outline'
import { startReading } from './reading'
import { startWatching } from './watching'

startOutline()
startReading()
startWatching()
