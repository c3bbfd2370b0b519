/**
 * Builds the pages into dist. No inlined assets, scripts or styles: the server sends `default-src 'self'`. Scripts and styles
 * also lie there compressed, as well as time allows, so that the server need not do it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import preact from '@preact/preset-vite'
import { defineConfig, type Plugin, type Rolldown } from 'vite'

/** What a page may load before it shows anything, in bytes of gzip; what import() loads later does not count, nor do its styles. */
const mostBytes = { js: 80_000, css: 12_000 }

/** The scripts that the page's entry imports, directly or through others, and their styles. */
function firstFiles(bundle: Rolldown.OutputBundle): ReadonlySet<string> {
  const files = new Set<string>()
  const take = (name: string): void => {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || files.has(name)) return
    files.add(name)
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style)
    for (const imported of chunk.imports) take(imported)
  }
  for (const [name, output] of Object.entries(bundle))
    if (output.type === 'chunk' && output.isEntry) take(name)
  return files
}

const compressed: Plugin = {
  name: 'compressed',
  writeBundle({ dir = '' }, bundle) {
    const firstBytes = { js: 0, css: 0 }
    const first = firstFiles(bundle)
    for (const name of Object.keys(bundle)) {
      const [, kind] = /\.(js|css)$/.exec(name) ?? []
      if (kind !== 'js' && kind !== 'css') continue
      const file = join(dir, name)
      const content = readFileSync(file)
      const packed = gzipSync(content, { level: 9 })
      writeFileSync(`${file}.gz`, packed)
      writeFileSync(`${file}.br`, brotliCompressSync(content))
      if (first.has(name)) firstBytes[kind] += packed.length
    }
    for (const kind of ['js', 'css'] as const)
      if (firstBytes[kind] > mostBytes[kind])
        this.error(
          `The page loads ${firstBytes[kind]} bytes of ${kind} (gzip), more than ${mostBytes[kind]}: load parts of it later with import().`,
        )
  },
}

export default defineConfig({
  root: import.meta.dirname,
  // The server names the folder in the page.
  base: './',
  plugins: [preact({ devToolsEnabled: false }), compressed],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    /** The terms of the packages that are built into the page, which the npm package passes on. */
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    /** Tells the server which files a page needs. */
    manifest: 'page-files.json',
    target: ['chrome123', 'firefox121', 'safari17.5'],
  },
})
