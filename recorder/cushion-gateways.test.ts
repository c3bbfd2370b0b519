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

const quiet = () => {}
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
  expect([...readCushionGateways(folder, quiet)]).toEqual([
    ['desk-1', 'one'],
    ['desk-2', 'two'],
  ])
})

it('a gateway with a new id or a new data folder is still the same, and so is what waits under the old id', () => {
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
  giveCushion(folder, { cushion: 'desk-1', gateway: 'two' }, quiet)
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

it.each(['{"v":1,', '{"v":1,"cushions":[]}'])(
  'a corrupt file (%s) is set aside, and readings are taken all the same',
  (content) => {
    writeFileSync(file(), content)
    const said: string[] = []
    const gateways = createCushionGateways(folder, { warn: (_fields, message) => said.push(message) })
    expect(gateways.refuse(of('one', 'a'))).toBeNull()
    expect(said).toEqual([expect.stringMatching(/was corrupt.*corrupt-.*next gateway/)])
    gateways.save()
    expect(readCushionGateways(folder, quiet).get('desk-1')).toBe('one')
  },
)

it('a file of a newer Sitbone is left as it is', () => {
  const newer = '{"v":2,"writer":"9.1.0","owners":{}}'
  writeFileSync(file(), newer)
  const said: string[] = []
  const gateways = createCushionGateways(folder, { warn: (_fields, message) => said.push(message) })
  expect(gateways.refuse(of('one', 'a'))).toBeNull()
  gateways.save()
  expect(readFileSync(file(), 'utf8')).toBe(newer)
  expect(said).toHaveLength(1)
  expect(() => giveCushion(folder, { cushion: 'desk-1', gateway: 'two' }, quiet)).toThrow(
    /newer Sitbone \(9\.1\.0/,
  )
})

it('two that send at once under one id differ by their outboxes: the first continues, the second is refused', () => {
  let now = 0
  const gateways = createCushionGateways(folder, silentLog, () => now)
  const send = (outbox: string) => {
    now += 250
    return gateways.refuse(of('gateway-1', outbox))
  }
  expect([send('a'), send('b'), send('a')]).toEqual([null, null, null])
  for (let i = 0; i < 5; i++) {
    expect(send('b')).toMatch(/two gateways send readings of the cushion desk-1 at the same time.*--cushion/)
    expect(send('a')).toBeNull()
  }
  // The first is gone: the second is the only one.
  now += 10_000
  expect([send('b'), send('b')]).toEqual([null, null])
})

it('a gateway that starts again with a new data folder loses nothing, however soon', () => {
  let now = 0
  const gateways = createCushionGateways(folder, silentLog, () => now)
  for (const outbox of ['a', 'a', 'b', 'b', 'b', 'c', 'c']) {
    now += 250
    expect(gateways.refuse(of('gateway-1', outbox))).toBeNull()
  }
})
