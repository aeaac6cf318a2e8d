// Every page works without this file; it only makes some of them smoother.
import './app.scss'
import './modules/htmx'
import { startConfirms } from './modules/confirms'
import { startCountdowns } from './modules/countdowns'
import { startKept } from './modules/kept'
import { startForms } from './modules/forms'
import { startMenus } from './modules/menus'
import { startPasswords } from './modules/passwords'
import { startRows } from './modules/rows'
import { startSigningOut } from './modules/signing-out'
import { startUnsaved } from './modules/unsaved'

startMenus()
startConfirms()
startCountdowns()
startForms()
startPasswords()
startRows()
startUnsaved()
startSigningOut()
startKept()
// Sixteen kilobytes that only pages with a file field need.
if (document.querySelector('[data-uploads]')) void import('./modules/uploads').then((uploads) => uploads.startUploads())
if (document.querySelector('[data-board]')) void import('./incubator/board').then((board) => board.startBoard())
