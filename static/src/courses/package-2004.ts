// The API of SCORM 2004 for packages; built as a script of its own (vite.config.ts).
import * as library from 'scorm-again/scorm2004'
import { startRuntime, type Api } from './package-runtime'

// The library's types tell of a default export that it does not have.
const { Scorm2004API } = library as unknown as { Scorm2004API: new (settings: object) => Api }

startRuntime(
  {
    name: 'API_1484_11',
    calls: { begin: 'Initialize', set: 'SetValue', commit: 'Commit', end: 'Terminate' },
    facts: (state) => ({
      'cmi.learner_id': state.learner,
      'cmi.entry': Object.keys(state.data).length ? 'resume' : 'ab-initio',
      'cmi.credit': 'credit',
      'cmi.mode': 'normal',
      'cmi.total_time': `PT${state.seconds}S`,
      'cmi.launch_data': state.launchData,
      'cmi.scaled_passing_score': state.mastery === null ? '' : String(state.mastery / 100),
    }),
  },
  () => new Scorm2004API({ autocommit: false, logLevel: 5 }),
)
