// The API of SCORM 1.2 for packages; built as a script of its own (vite.config.ts).
import * as library from 'scorm-again/scorm12'
import { startRuntime, type Api } from './package-runtime'

// The library's types tell of a default export that it does not have.
const { Scorm12API } = library as unknown as { Scorm12API: new (settings: object) => Api }

const hours = (seconds: number): string => {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(Math.floor(seconds / 3600)).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

startRuntime(
  {
    name: 'API',
    calls: { begin: 'LMSInitialize', set: 'LMSSetValue', commit: 'LMSCommit', end: 'LMSFinish' },
    facts: (state) => ({
      'cmi.core.student_id': state.learner,
      'cmi.core.entry': Object.keys(state.data).length ? 'resume' : 'ab-initio',
      'cmi.core.credit': 'credit',
      'cmi.core.lesson_mode': 'normal',
      'cmi.core.total_time': hours(state.seconds),
      'cmi.launch_data': state.launchData,
      'cmi.student_data.mastery_score': state.mastery === null ? '' : String(state.mastery),
    }),
  },
  // A SCO that ends without a word on its status is completed (RTE 1.2 §3.4.4).
  () => new Scorm12API({ autocommit: false, logLevel: 5, mastery_override: true, autoCompleteLessonStatus: true }),
)
