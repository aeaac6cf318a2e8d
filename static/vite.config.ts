import { defineConfig } from 'vite'

// The floor is Chromium 87 / Safari 14: domestic browsers lag behind. No CDN, no remote fonts.
export default defineConfig({
  base: './',
  publicDir: 'public',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: ['chrome87', 'safari14', 'firefox78'],
    cssTarget: ['chrome87', 'safari14'],
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: { app: 'src/app.ts', exam: 'src/exam/room.ts', 'late-answers': 'src/exam/late-answers.ts', courses: 'src/courses/courses.ts', classes: 'src/classes/signs.ts' } },
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
