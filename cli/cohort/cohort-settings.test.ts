import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../platform/log.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { Cohort } from './cohort.ts'
import { forCohort } from './cohort-settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-cohort-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const resolved = (flags: Record<string, unknown> = {}) =>
  resolveSettings({
    flags: { cohort: '12', data: folder, ...flags },
    environment: {},
    config: undefined,
    defaults: { port: 'simulator' },
  })
const values = (flags: Record<string, unknown> = {}) => forCohort(resolved(flags)).values

describe('the settings of a cohort', () => {
  it('have a simulated cushion for everybody who still sits', () => {
    const { cushions, data } = values()
    expect(data).toBe(folder)
    expect(cushions.map(({ id }) => id)).not.toContain('sim-greta')
    expect(cushions).toHaveLength(11)
    expect(new Set(cushions.map(({ port }) => port))).toEqual(new Set(['simulator']))
  })

  it('have a data folder of their own beside the real data', () => {
    const { data: _data, ...flags } = { cohort: '2', data: folder }
    const own = resolveSettings({
      flags,
      environment: {},
      config: undefined,
      defaults: { port: 'simulator', data: folder },
    })
    expect(forCohort(own).values.data).toBe(join(folder, 'cohort'))
  })

  it('refuse a folder that holds other data, and change nothing in it', () => {
    writeFileSync(join(folder, 'sitbone.db'), 'of a real person')
    expect(() => values()).toThrow(/holds other data already.*Leave --data out, or name an empty folder\./)
    expect(readdirSync(folder)).toEqual(['sitbone.db'])
  })

  it.each([
    [{ port: '/dev/ttyUSB0' }, /Leave --port out/],
    [{ store: 'influx://127.0.0.1:8086/sitbone' }, /Leave out: store\./],
    [{ broker: 'mqtt://127.0.0.1:1883' }, /Leave out: broker\./],
    [{ accounts: 'postgres://me@db/sitbone' }, /Leave out: accounts\./],
  ])('refuse %j, which could meet real data', (flags, words) => {
    expect(() => values(flags)).toThrow(words)
  })

  it.each(['0', '25', '1.5', 'many'])('refuse %s sitters', (cohort) => {
    expect(() => resolved({ cohort })).toThrow(/--cohort/)
  })

  it('stay as they are without a cohort', () => {
    const plain = resolveSettings({ flags: { data: folder }, environment: {}, config: undefined })
    expect(forCohort(plain)).toBe(plain)
  })
})

describe('a cohort that is there already', () => {
  it('goes on from the same day, and with the same number only', async () => {
    mkdirSync(folder, { recursive: true })
    const first = await Cohort.open(values(), silentLog)
    expect(first?.progress).toEqual({ sitters: 12, ready: 0, share: 0, failed: null })
    const again = await Cohort.open(values(), silentLog)
    expect(again?.people).toEqual(first?.people)
    await expect(Cohort.open(values({ cohort: '3' }), silentLog)).rejects.toThrow(/holds a cohort of 12/)
  })
})
