import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { installationId } from './data-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-data-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('an installation keeps its id over restarts, and no other has it', () => {
  const one = installationId(join(folder, 'one'))
  expect(one).toMatch(/^[0-9a-f]{12}$/)
  expect(installationId(join(folder, 'one'))).toBe(one)
  expect(installationId(join(folder, 'two'))).not.toBe(one)
  expect(readFileSync(join(folder, 'one', 'installation'), 'utf8')).toBe(`${one}\n`)
})

it('where nothing can be kept there is an id all the same', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(installationId(join(file, 'below'))).toMatch(/^[0-9a-f]{12}$/)
})
