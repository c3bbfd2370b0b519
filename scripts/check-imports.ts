/**
 * `node scripts/check-imports.ts`: do imports run one way, as the table in scripts/imports/rules.ts says? Prints each
 * breach as `file:line` with the reason and ends with status 1 when there is one.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkImports } from './imports/check.ts'

const repo = join(import.meta.dirname, '..')
const notOurs = new Set(['node_modules', 'dist', 'data', '.git', 'test-output', 'bench-results'])

const sources = new Map<string, string>()
readBelow('')
const breaches = checkImports(sources)
for (const breach of breaches) console.error(breach)
if (breaches.length > 0) {
  console.error(`${breaches.length} imports run against the table (CONTRIBUTING.md, "Rooms and imports").`)
  process.exitCode = 1
} else {
  console.log(`Imports of ${sources.size} files run one way.`)
}

function readBelow(folder: string): void {
  for (const entry of readdirSync(join(repo, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!notOurs.has(entry.name)) readBelow(path)
    } else if (/\.tsx?$/.test(entry.name)) {
      sources.set(path, readFileSync(join(repo, path), 'utf8'))
    }
  }
}
