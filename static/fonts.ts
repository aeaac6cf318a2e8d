import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Blob, Face } from 'harfbuzzjs'
import type { Plugin } from 'vite'
// @ts-expect-error It comes without types.
import subset from 'subset-font'

// The fonts of papers, for the server: browsers never load them. One weight of Noto Sans SC whole, and from Noto Sans JP
// only what that one lacks (𠮷 and some hundreds more). Both are under the SIL Open Font License.
const FOLDER = 'dist/fonts'
const MAIN = '@expo-google-fonts/noto-sans-sc'
const RARE = '@expo-google-fonts/noto-sans-jp'
const find = createRequire(import.meta.url).resolve

export function fonts(): Plugin {
  return {
    name: 'fonts',
    apply: 'build',
    async closeBundle() {
      const main = await readFile(find(`${MAIN}/400Regular/NotoSansSC_400Regular.ttf`))
      const other = await readFile(find(`${RARE}/400Regular/NotoSansJP_400Regular.ttf`))
      const known = characters(main)
      const rare = [...characters(other)].filter((one) => !known.has(one))
      const text = String.fromCodePoint(...rare)
      const licence = await readFile(join(dirname(find(`${MAIN}/package.json`)), 'LICENSE_FONT'))
      await mkdir(FOLDER, { recursive: true })
      await writeFile(`${FOLDER}/NotoSansSC-Regular.ttf`, main)
      await writeFile(`${FOLDER}/NotoSansJP-rare.ttf`, await subset(other, text, { targetFormat: 'sfnt', keepFeatures: [] }))
      await writeFile(`${FOLDER}/LICENSE.txt`, licence)
      await writeFile(`${FOLDER}/coverage.json`, JSON.stringify(spans([...known, ...rare])))
    },
  }
}

function characters(font: Buffer): Set<number> {
  return new Set(new Face(new Blob(new Uint8Array(font).buffer)).collectUnicodes())
}

// 1, 2, 3, 7 becomes [1, 3], [7, 7].
function spans(codes: number[]): [number, number][] {
  const found: [number, number][] = []
  for (const code of codes.sort((a, b) => a - b)) {
    const last = found[found.length - 1]
    if (last && last[1] === code - 1) last[1] = code
    else found.push([code, code])
  }
  return found
}
