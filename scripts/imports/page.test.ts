import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, it } from 'vitest'
import { scanImports } from './scan.ts'

/** Every package that a file brings into the running program, with the way to it. */
function packagesBehind(entry: string): ReadonlyMap<string, readonly string[]> {
  const packages = new Map<string, readonly string[]>()
  const seen = new Set<string>()
  const walk = (file: string, way: readonly string[]): void => {
    if (seen.has(file) || !existsSync(file)) return
    seen.add(file)
    for (const { specifier, typeOnly } of scanImports(readFileSync(file, 'utf8'))) {
      if (typeOnly) continue
      if (specifier.startsWith('.')) walk(posix.join(posix.dirname(file), specifier), [...way, file])
      else if (!packages.has(specifier)) packages.set(specifier, [...way, file])
    }
  }
  walk(entry, [])
  return packages
}

it('the page carries no zod: what it takes from the core are plain lists and rules', () => {
  const packages = packagesBehind('dashboard/web/src/main.tsx')
  expect(packages.get('zod')).toBeUndefined()
  expect(packages.has('preact')).toBe(true)
})
