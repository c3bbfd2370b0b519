import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { installationId } from './data-folder.ts'

let folder = ''
const quiet = () => {}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-data-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('an installation keeps its id over restarts, and no other has it', () => {
  const one = installationId(join(folder, 'one'), quiet)
  expect(one).toMatch(/^[0-9a-f]{12}$/)
  expect(installationId(join(folder, 'one'), quiet)).toBe(one)
  expect(installationId(join(folder, 'two'), quiet)).not.toBe(one)
  expect(readFileSync(join(folder, 'one', 'installation'), 'utf8')).toBe(`{"v":1,"id":"${one}"}\n`)
})

it('where nothing can be kept there is an id all the same', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(installationId(join(file, 'below'), quiet)).toMatch(/^[0-9a-f]{12}$/)
})

it('an id in its early form stays', () => {
  writeFileSync(join(folder, 'installation'), '0123456789ab\n')
  expect(installationId(folder, quiet)).toBe('0123456789ab')
})

it.each(['', '\0\0\0', '{"v":1}'])('a corrupt file (%j) is set aside, and the new id stays', (content) => {
  writeFileSync(join(folder, 'installation'), content)
  const said: string[] = []
  const id = installationId(folder, (sentence) => said.push(sentence))
  expect(said).toEqual([expect.stringMatching(/installation was corrupt.*corrupt-/)])
  expect(installationId(folder, quiet)).toBe(id)
})

it('a file of a newer Sitbone is refused and left as it is', () => {
  const newer = '{"v":2,"writer":"9.1.0"}'
  writeFileSync(join(folder, 'installation'), newer)
  expect(() => installationId(folder, quiet)).toThrow(/newer Sitbone \(9\.1\.0/)
  expect(readFileSync(join(folder, 'installation'), 'utf8')).toBe(newer)
})
