import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { idPattern } from '../contract/topics.ts'
import { gatewayIdOf } from './gateway-id.ts'
import { resolveSettings } from './settings.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-gateway-id-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const said: string[] = []
const id = (data = folder, more: object = {}) =>
  gatewayIdOf(resolveSettings({ flags: { data, ...more }, environment: {} }), (sentence) =>
    said.push(sentence),
  )

test('an empty data folder gets an id of its own, the same at each start', () => {
  const other = mkdtempSync(join(tmpdir(), 'sitbone-gateway-id-'))
  const first = id()
  expect(first).toMatch(/^gateway-[a-z0-9]{6}$/)
  expect(first).toMatch(idPattern)
  expect(id()).toBe(first)
  expect(id(other)).not.toBe(first)
  rmSync(other, { recursive: true })
})

test('so does a folder that is not there yet, and one in which only other parts have run', () => {
  expect(id(join(folder, 'deep', 'data'))).toMatch(/^gateway-[a-z0-9]{6}$/)
  writeFileSync(join(folder, 'installation'), 'abc')
  writeFileSync(join(folder, 'cushion-gateways.json'), '{}')
  expect(id()).not.toBe('gateway-1')
})

test.each(['.', 'simulated', 'replay/monday.jsonl'])(
  'a folder in which a gateway has run before (%s) keeps the id that all had',
  (where) => {
    mkdirSync(join(folder, where), { recursive: true })
    writeFileSync(join(folder, where, 'gateway.db'), '')
    expect(id()).toBe('gateway-1')
    expect(readFileSync(join(folder, 'gateway-id'), 'utf8')).toBe('gateway-1\n')
  },
)

test('what the settings name is taken as it is, and not kept', () => {
  expect(id(folder, { gateway: 'left-wing' })).toBe('left-wing')
  expect(id()).not.toBe('left-wing')
})

const corrupt: Record<string, (file: string) => void> = {
  zeroed: (file) => writeFileSync(file, '\0\0'),
  'cut short': (file) => writeFileSync(file, 'gatewa'),
  'a folder': (file) => mkdirSync(file),
}
test.each(Object.entries(corrupt))('a file that is %s is set aside, and the fresh id stays', (_, make) => {
  writeFileSync(join(folder, 'gateway.db'), '')
  make(join(folder, 'gateway-id'))
  said.length = 0
  const fresh = id()
  expect(fresh).toMatch(/^gateway-[a-z0-9]{6}$/)
  expect(said).toEqual([expect.stringContaining('gateway-id.corrupt-')])
  expect(id()).toBe(fresh)
})
