// Unpacks the Brotli archives of @sparticuz/chromium into ./chromium (ignored by git).
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

const source = 'node_modules/@sparticuz/chromium/bin/'
const target = 'chromium/'

mkdirSync(target, { recursive: true })
for (const file of readdirSync(source)) {
  const unpacked = target + file.replace(/\.br$/, '')
  writeFileSync(unpacked, brotliDecompressSync(readFileSync(source + file)), { mode: 0o755 })
  if (unpacked.endsWith('.tar')) execFileSync('tar', ['xf', unpacked, '-C', target])
}
