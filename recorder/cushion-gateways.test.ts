import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../platform/log.ts'
import { createCushionGateways, giveCushion, readCushionGateways } from './cushion-gateways.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-gateways-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = () => createCushionGateways(folder, silentLog)
const of = (gateway: string, outbox: string) => ({ cushion: 'desk-1', gateway, outbox })
const file = () => join(folder, 'cushion-gateways.json')

it('the first gateway owns a cushion, over a restart too', () => {
  const first = open()
  expect(first.refuse(of('one', 'a'))).toBeNull()
  expect(first.refuse(of('two', 'b'))).toMatch(
    /desk-1 belongs to the gateway one.*came from two.*--gateway two/,
  )
  expect(first.refuse({ ...of('two', 'b'), cushion: 'desk-2' })).toBeNull()
  first.save()
  const again = open()
  expect(again.refuse(of('one', 'a'))).toBeNull()
  expect(again.refuse(of('two', 'b'))).not.toBeNull()
  expect([...readCushionGateways(folder)]).toEqual([
    ['desk-1', 'one'],
    ['desk-2', 'two'],
  ])
})

it('a gateway with a new id, or a new data folder, is still the same; what waits under the old id too', () => {
  const gateways = open()
  expect(gateways.refuse(of('one', 'a'))).toBeNull()
  expect(gateways.refuse(of('renamed', 'a'))).toBeNull()
  expect(gateways.refuse(of('one', 'a'))).toBeNull()
  expect(gateways.refuse(of('renamed', 'new-folder'))).toBeNull()
  expect(gateways.refuse(of('other', 'new-folder'))).toBeNull()
  expect(gateways.refuse(of('stranger', 'theirs'))).not.toBeNull()
})

it('a person gives a cushion to another gateway while the recorder runs', () => {
  const gateways = open()
  gateways.refuse(of('one', 'a'))
  gateways.save()
  giveCushion(folder, { cushion: 'desk-1', gateway: 'two' })
  // The clock of a file system may be coarse.
  utimesSync(file(), new Date(), new Date(Date.now() + 5000))
  expect(gateways.refuse(of('two', 'b'))).toBeNull()
  expect(gateways.refuse(of('one', 'a'))).not.toBeNull()
})

it('only what is new is written', () => {
  const gateways = open()
  gateways.refuse(of('one', 'a'))
  gateways.save()
  const before = readFileSync(file(), 'utf8')
  rmSync(file())
  gateways.refuse(of('one', 'a'))
  gateways.save()
  expect(() => readFileSync(file())).toThrow()
  expect(JSON.parse(before).cushions['desk-1']).toEqual({ gateways: ['one'], outboxes: ['a'] })
})

it('a file that does not fit is said, and readings are taken all the same', () => {
  writeFileSync(file(), '{"v":1,')
  const said: string[] = []
  const gateways = createCushionGateways(folder, { warn: (_fields, message) => said.push(message) })
  expect(gateways.refuse(of('one', 'a'))).toBeNull()
  expect(said).toEqual([expect.stringMatching(/list of cushions and their gateways cannot be read/)])
  gateways.save()
  expect(readCushionGateways(folder).get('desk-1')).toBe('one')
})
