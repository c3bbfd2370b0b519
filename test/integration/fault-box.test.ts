/**
 * Every fault of the box, seen from the sitter's side: virtual board -> box -> gateway -> MQTT in one process. With any fault,
 * the gateway accepts only frames that the board sent, each once, and all that the fault did not affect.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { CushionInfo } from '../../contract/info.ts'
import { autoSource } from '../../gateway/link/sources/auto-source.ts'
import { parseScenario } from '../../simulator/body/scenario.ts'
import type { CellFault } from '../../simulator/cells/fault.ts'
import { servePtyPlug } from '../../simulator/fault-box/pty-plug.ts'
import type { WireFaultChange } from '../../simulator/fault-box/wire-fault.ts'
import { waitFor } from '../services/wait-for.ts'
import { faultRig, type How, missing } from './fault-rig.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})
const rig = (how: Partial<How> = {}) => faultRig({ until: ends, ...how })
const heal: WireFaultChange = { noise: null, drop: null, double: null, swap: null, cut: null }

const noCellAtFault = (info: CushionInfo) =>
  expect(info.cells.every(({ verdict }) => verdict === 'ok')).toBe(true)

test('no fault: every frame is taken as it was sent', async () => {
  const r = await rig()
  await r.more(600)
  await r.settled()
  expect(missing(r)).toEqual([])
  expect(r.info().link).toMatchObject({ rejected: {}, framesLost: 0 })
})

/** For concurrent tests. */
const until: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of until) await end()
})
const together = (how: Partial<How> = {}) => rig({ until, ...how })
/** Published only every few seconds. */
const comes = (is: () => boolean, what: () => string) => waitFor(is, { timeoutMs: 15_000, what })

// At once, because counts are published only every few seconds.
describe.concurrent('damaged lines: readings go on, what is lost is counted', () => {
  test.each<[string, WireFaultChange]>([
    ['noise', { noise: { bytesPerLine: 0.5 } }],
    ['dropped lines', { drop: { share: 0.1 } }],
    ['cut lines', { cut: { share: 0.1 } }],
  ])('%s', async (_name, fault) => {
    const r = await together()
    r.box.set(fault)
    await r.more(1000)
    r.box.set(heal)
    await r.more(20)
    await r.settled()
    const lost = missing(r)
    const { dropped, cut, noiseBytes } = r.box.damage
    expect(lost.length).toBeGreaterThan(0)
    expect(lost.length).toBeLessThanOrEqual(dropped + cut + noiseBytes)
    await comes(
      () => r.info().link.framesLost === lost.length,
      () => `${lost.length} lost; ${r.info().link.framesLost} are told`,
    )
    if (dropped === 0) expect(Object.keys(r.info().link.rejected)).not.toEqual([])
    expect(r.info().link).toMatchObject({ state: 'online' })
    expect(r.state().occupancy).toBe('occupied')
    noCellAtFault(r.info())
    expect(r.events()).not.toContain('board-reset')
  })

  test('doubled lines: the second one is no second reading', async () => {
    const r = await together()
    r.box.set({ double: { share: 0.2 } })
    await r.more(600)
    r.box.set(heal)
    await r.more(20)
    await r.settled()
    expect(missing(r)).toEqual([])
    await comes(
      () => r.info().link.rejected.repeated === r.box.damage.doubled,
      () => `${r.box.damage.doubled} repeated; told are ${JSON.stringify(r.info().link.rejected)}`,
    )
    expect(r.info().link.framesLost).toBe(0)
  })

  test('swapped lines: the one that was overtaken is left out, and nobody takes it for a reset', async () => {
    const r = await together()
    r.box.set({ swap: { share: 0.1 } })
    await r.more(600)
    r.box.set(heal)
    await r.more(20)
    await r.settled()
    expect(missing(r)).toHaveLength(r.box.damage.swapped)
    await comes(
      () => r.info().link.rejected.late === r.box.damage.swapped,
      () => `${r.box.damage.swapped} late; told are ${JSON.stringify(r.info().link.rejected)}`,
    )
    expect(r.events()).not.toContain('board-reset')
    expect(r.state().occupancy).toBe('occupied')
  })
})

describe('the cable', () => {
  test('unplugged: says so, occupancy is unknown; plugged in again it goes on', async () => {
    const r = await rig()
    await r.more(100)
    const pulledAt = r.sent.length
    r.box.unplug()
    const { link } = await r.link('unplugged')
    expect(link.detail).toMatch(/unplugged|ended/)
    const unknown = await r.occupancy('unknown')
    expect(unknown.daySeatedS).toBeGreaterThan(0)
    r.box.plug()
    await r.link('online')
    await r.occupancy('occupied')
    await r.more(50)
    await r.settled()
    // Only what was in the cable is lost: one stretch, from the moment it was pulled or before.
    const lost = missing(r).map((scan) => r.sent.indexOf(scan))
    const first = lost[0] ?? pulledAt
    expect(first).toBeLessThanOrEqual(pulledAt)
    expect(lost).toEqual(lost.map((_, i) => first + i))
    expect(r.events().filter((kind) => kind === 'bout-started')).toHaveLength(1)
  })

  test('replugged under another name: a gateway that looks for its cushion goes on there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-replug-'))
    ends.push(async () => rmSync(folder, { recursive: true, force: true }))
    const names = ['ttyUSB0', 'ttyUSB1'].map((name) => join(folder, name))
    const [first = '', second = ''] = names
    const list = async () =>
      names.filter((path) => existsSync(path)).map((path) => ({ path, byId: null, manufacturer: null }))
    const r = await rig({
      source: async (box) => {
        const served = await servePtyPlug(box, first)
        ends.push(() => served.stop())
        return autoSource({ list })
      },
    })
    expect(r.info().link.port).toContain(first)
    await r.more(100)
    r.box.unplug()
    await r.link('unplugged')
    await r.occupancy('unknown')
    r.box.plug(second)
    await r.link('online')
    expect(r.info().link.port).toContain(second)
    await r.occupancy('occupied')
    await r.more(50)
    await r.settled()
    missing(r)
    expect(r.events().filter((kind) => kind === 'bout-started')).toHaveLength(1)
  })

  test('wrong baud rate: no cushion answers, and the words name the rate', async () => {
    const r = await rig()
    r.box.set({ 'wrong-baud': { baud: 9600 } })
    await r.link('stale')
    await r.occupancy('unknown')
    expect((await r.link('no-cushion')).link.detail).toContain('115200 baud')
    r.box.set({ 'wrong-baud': null })
    await r.link('online')
    await r.occupancy('occupied')
    missing(r)
  })

  test('slow USB: late, but whole', async () => {
    const r = await rig()
    r.box.set({ 'slow-usb': { ms: 150, jitterMs: 100 } })
    await r.more(600)
    await r.settled()
    expect(missing(r)).toEqual([])
    expect(r.info().link).toMatchObject({ state: 'online', framesLost: 0 })
    expect(r.state().occupancy).toBe('occupied')
  })

  test('bursts further apart than silence may be: unknown in between, nothing lost', async () => {
    const r = await rig()
    r.box.set({ bursts: { everyMs: 700 } })
    await r.link('stale')
    await r.occupancy('unknown')
    await r.occupancy('occupied')
    r.box.set({ bursts: null })
    await r.more(100)
    await r.settled()
    expect(missing(r)).toEqual([])
    expect(r.info().link.framesLost).toBe(0)
  })
})

describe('the board', () => {
  test('frozen: stale and unknown, and no loss is claimed for scans that never were', async () => {
    const r = await rig()
    r.box.set({ frozen: {} })
    expect((await r.link('stale')).link.detail).toContain('stopped sending readings')
    await r.occupancy('unknown')
    r.box.set({ frozen: null })
    await r.link('online')
    await r.occupancy('occupied')
    await r.more(50)
    await r.settled()
    expect(missing(r)).toEqual([])
    expect(r.info().link.framesLost).toBe(0)
  })

  test('reset storm: each start is reported, the bout continues', async () => {
    const r = await rig()
    const bootBefore = r.info().board?.boot ?? 0
    r.box.set({ 'reset-storm': { everyS: 5 } })
    await waitFor(() => r.events().filter((kind) => kind === 'board-reset').length >= 6)
    r.box.set({ 'reset-storm': null })
    await r.more(50)
    await r.settled()
    expect(missing(r)).toEqual([])
    await expect.poll(() => r.info().board?.boot).toBeGreaterThanOrEqual(bootBefore + 6)
    expect(r.state().occupancy).toBe('occupied')
    expect(r.events().filter((kind) => kind === 'bout-started')).toHaveLength(1)
    expect(r.info().link.framesLost).toBe(0)
  })

  test('wrap of ms and seq: nothing is seen of it', async () => {
    const r = await rig()
    r.box.set({ wrap: { inS: 20 } })
    await r.more(500)
    await r.settled()
    const shifted = r.taken().filter(({ boot }) => boot === 2)
    const wraps = shifted.filter(({ seq }, i) => seq < (shifted[i - 1]?.seq ?? 0))
    expect(wraps).toHaveLength(1)
    const original = r.sent.filter(({ boot }) => boot === 2).slice(0, shifted.length)
    expect(shifted.map(({ counts }) => counts)).toEqual(original.map(({ counts }) => counts))
    expect(shifted.map(({ seq }) => seq)).toEqual(original.map(({ seq }) => (seq + 2 ** 32 - 200) % 2 ** 32))
    expect(r.info().link.framesLost).toBe(0)
    expect(r.state().occupancy).toBe('occupied')
    const times = shifted.map(({ atMs }) => atMs)
    expect(Math.max(...times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0)))).toBeLessThan(1000)
  })

  test('swapped sides: the sides change places, and no single cell is blamed for it', async () => {
    const r = await rig()
    r.box.model.sitter.setPosture('lean-left')
    await r.more(100)
    const before = await waitFor(() => {
      const { leftPpiKpa, rightPpiKpa } = r.live()
      return (leftPpiKpa ?? 0) > 1.5 * (rightPpiKpa ?? 0) && { leftPpiKpa, rightPpiKpa }
    })
    r.box.set({ 'swapped-sides': {} })
    await waitFor(() => {
      const { leftPpiKpa, rightPpiKpa } = r.live()
      return (rightPpiKpa ?? 0) > 1.5 * (leftPpiKpa ?? 0)
    })
    expect(before.leftPpiKpa).not.toBeNull()
    noCellAtFault(r.info())
    expect(r.state().occupancy).toBe('occupied')
  })
})

describe.concurrent('the clock of the board', () => {
  test.each([500, -500])(
    'a clock that runs off by %i ppm: every reading keeps its place in time',
    async (ppm) => {
      const r = await together({ speed: 1, marked: false })
      r.box.set({ drift: { ppm } })
      await r.more(30)
      await r.settled()
      expect(r.info()).toMatchObject({ simulated: false, clock: { kind: 'wall', speed: 1 } })
      expect(r.info().link).toMatchObject({ state: 'online', framesLost: 0 })
      const got = r.taken()
      expect(new Set(got.map(({ seq }) => seq)).size).toBe(got.length)
      expect(got.map(({ counts }) => counts)).toEqual(r.sent.slice(0, got.length).map(({ counts }) => counts))
      for (const [i, { atMs }] of got.entries())
        if (i > 0) expect(atMs).toBeGreaterThan(got[i - 1]?.atMs ?? 0)
      const last = got.at(-1)
      expect(Math.abs((last?.atMs ?? 0) - Date.now())).toBeLessThan(3000)
    },
  )
})

describe.concurrent('one cell', () => {
  test.each<[string, CellFault, string]>([
    ['open', { kind: 'open' }, 'open'],
    ['stuck', { kind: 'stuck', adc: 512 }, 'stuck'],
    ['saturated', { kind: 'saturated' }, 'saturated'],
    ['drifting', { kind: 'drifting', perHour: 0.5 }, 'ok'],
    ['gain', { kind: 'gain', factor: 1.3 }, 'ok'],
    ['spiking', { kind: 'spiking', perMinute: 6 }, 'ok'],
  ])('%s, and healed it is believed again', async (_name, fault, verdict) => {
    const r = await together()
    await r.more(300)
    r.box.setCellFault(1, fault)
    if (verdict !== 'ok') {
      const info = await waitFor(() => r.info().cells[1]?.verdict === verdict && r.info(), {
        timeoutMs: 20_000,
        what: () => `cell 1 ${verdict}; it is ${JSON.stringify(r.info().cells[1])}`,
      })
      expect(info.cells[1]?.advice).toBeTruthy()
      await comes(
        () => r.state().confidence < 1,
        () => 'less confidence',
      )
    } else await r.more(600)
    // The other cells are trusted, and the sitter is still seated.
    expect(r.info().cells.filter(({ index, verdict: said }) => index !== 1 && said !== 'ok')).toEqual([])
    expect(r.state().occupancy).toBe('occupied')
    r.box.setCellFault(1, null)
    await waitFor(() => r.info().cells[1]?.verdict === 'ok', { timeoutMs: 20_000 })
    await r.settled()
    expect(missing(r)).toEqual([])
  })
})

/** As people write it, appended to a scenario. */
const faultsYaml = `
faults:
  - { atMin: 0.5, fault: cell, cell: 0, is: { kind: saturated }, forS: 60 }
  - { atMin: 0.75, fault: drop, share: 1, forS: 5 }
  - { atMin: 1, fault: unplug, forS: 10 }
  - { atMin: 2, fault: reset }
`

test('a script in a scenario file does it all at its times, in simulated time', async () => {
  const scenario = readFileSync(
    new URL('../../simulator/body/scenarios/long-sit.yaml', import.meta.url),
    'utf8',
  )
  const script = parseScenario(scenario + faultsYaml, 'mine.yaml').faults
  const r = await rig({ speed: 30, script })
  await waitFor(() => r.events().includes('board-reset'), { timeoutMs: 60_000 })
  expect(r.links()).toContain('unplugged')
  await r.more(50)
  await r.settled()
  expect(r.box.cellFaults.size).toBe(0)
  // From its time on until the cable is pulled. How soon after it depends on this computer: a cell changes between two slices.
  const isSaturated = ({ counts }: { counts: readonly number[] }) => counts[0] === 1023
  const firstBoot = r.sent.filter(({ boot }) => boot === 1)
  const from = firstBoot.findIndex(isSaturated)
  expect(firstBoot[from]?.ms).toBeGreaterThan(30_000)
  expect(firstBoot.slice(from).every(isSaturated)).toBe(true)
  const lost = missing(r)
  // What was still in the cable when it was pulled at 60 s is lost too; how much depends on this computer.
  const dropped = lost.map(({ ms }) => ms).filter((ms) => ms <= 50_000)
  expect(dropped).toEqual(Array.from({ length: 50 }, (_, i) => 45_100 + 100 * i))
})
