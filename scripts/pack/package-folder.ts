/**
 * What the npm package holds. Node refuses to run TypeScript below `node_modules`, so the program is there as JavaScript: the
 * sources without their types. Every line and column stays where it is in the source, and the engine is told the source's name: so
 * a stack trace fits the source without source maps, with which a start takes a fifth longer and 13 MB more. The checkout goes on
 * running TypeScript.
 */
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, posix } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }

export const repo = join(import.meta.dirname, '../..')
const program = 'sitbone.ts'
/** What the program reads at run time besides its modules. */
const assets = [
  'firmware-protocol/firmware/*.hex',
  'simulator/body/scenarios/*.yaml',
  'dashboard/web/dist/**/*.*',
  'scripts/bin.mjs',
  'scripts/run/watch-parent.mjs',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
]
/** Keeps npm from choosing a version that does not fit `@better-auth/passkey`; `overrides` count only in a checkout. */
const pinned = ['@better-auth/core']
/** The first Node with the options of `node:sqlite` that Sitbone uses. */
export const engines = { node: '>=22.16' }
/** A module of ours in an import, or in the address of a worker. */
const ownModule = /(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g

/** Every module that the program loads, by its path, in JavaScript. */
function modulesFrom(first: string): Map<string, string> {
  const modules = new Map<string, string>()
  const waiting = [first]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (modules.has(path)) continue
    const code = stripTypeScriptTypes(readFileSync(join(repo, path), 'utf8'))
    for (const [, , name] of code.matchAll(ownModule))
      waiting.push(`${posix.join(dirname(path), name ?? '')}.ts`)
    modules.set(path, `${code.replace(ownModule, '$1$2.js$1')}\n//# sourceURL=sitbone/${path}\n`)
  }
  return modules
}

/** The manifest names only packages that the program itself loads: those of the page are built into the page. */
function manifestFor(modules: Map<string, string>): object {
  const { name, version, description, license, type, dependencies } = packageJson
  const code = [...modules.values()].join('\n')
  const loaded = Object.entries(dependencies).filter(
    ([each]) => pinned.includes(each) || code.includes(`'${each}'`) || code.includes(`'${each}/`),
  )
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin: { sitbone: 'scripts/bin.mjs' },
    dependencies: Object.fromEntries(loaded),
  }
}

export function writePackage(folder: string): void {
  const modules = modulesFrom(program)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, code] of modules) write(path.replace(/\.ts$/, '.js'), code)
  for (const path of globSync(assets, { cwd: repo }))
    cpSync(join(repo, path), join(folder, path), { recursive: true })
  const typeface = 'node_modules/@fontsource-variable/inter/LICENSE'
  cpSync(join(repo, typeface), join(folder, 'dashboard/web/dist/licenses-typeface.txt'))
  write('package.json', `${JSON.stringify(manifestFor(modules), null, 2)}\n`)
}
