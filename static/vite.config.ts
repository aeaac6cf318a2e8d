import { build, defineConfig, type Plugin } from 'vite'
import { fonts } from './fonts.ts'

const target = ['chrome87', 'safari14', 'firefox78']

// What stands first in the pages of SCORM packages must be there before their own scripts: no module, a file of its own.
function packages(): Plugin {
  return {
    name: 'packages',
    apply: 'build',
    async closeBundle() {
      for (const standard of ['12', '2004']) {
        const lib = { entry: `src/courses/package-${standard}.ts`, formats: ['iife' as const], name: 'trainingappRuntime', fileName: () => `package-${standard}.js` }
        await build({ configFile: false, publicDir: false, logLevel: 'warn', build: { outDir: 'dist', emptyOutDir: false, target, lib } })
      }
    },
  }
}

// The floor is Chromium 87 / Safari 14: domestic browsers lag behind. No CDN, no remote fonts.
export default defineConfig({
  base: './',
  plugins: [packages(), fonts()],
  publicDir: 'public',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target,
    cssTarget: ['chrome87', 'safari14'],
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: { app: 'src/app.ts', exam: 'src/exam/room.ts', 'late-answers': 'src/exam/late-answers.ts', courses: 'src/courses/courses.ts', 'offline-worker': 'src/offline-worker.ts', package: 'src/courses/package.ts', classes: 'src/classes/signs.ts' } },
  },
  css: {
    preprocessorOptions: {
      scss: {
        quietDeps: true,
        silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
      },
    },
  },
})
