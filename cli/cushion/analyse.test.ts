/** `sitbone analyse` as people call it: what it prints, what it writes, how it refuses. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { calibration, countAt } from '../../core/testing.ts'
import { encodeLine } from '../../firmware-protocol/index.ts'

const program = join(import.meta.dirname, '../../sitbone.ts')
const folder = mkdtempSync(join(tmpdir(), 'analyse-'))
const inFolder = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const atMs0 = Date.parse('2026-03-02T09:00:00Z')
const counts = (i: number) =>
  [12, 12, 12, 12, 4, 4, 4, 4].map((kpa, cell) => (i < 100 ? 0 : countAt(kpa) + ((i * (cell + 3)) % 7)))
const rows = Array.from({ length: 1300 }, (_, i) => ({ atMs: atMs0 + i * 100, counts: counts(i) }))
const wire = rows.map(({ atMs, counts: each }, i) =>
  JSON.stringify({ atMs, line: encodeLine(`F,${i},${i * 100},${each.join(',')}`).trimEnd() }),
)
const jsonl = inFolder('day.jsonl', `${wire.join('\n')}\n`)
const csv = inFolder(
  'day.csv',
  `when,x,${counts(0).map((_, i) => `cell${i}`)}\n${rows.map((row) => `${row.atMs / 1000},9,${row.counts}`).join('\n')}\n`,
)
const calibrationFile = inFolder('calibration.json', JSON.stringify(calibration))
const columns = `time=when,${counts(0).map((_, i) => `c${i}=${i + 2}`)}`

const run = (...args: string[]) =>
  new Promise<{ status: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [program, 'analyse', ...args], { cwd: folder }, (error, out, err) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })

describe('sitbone analyse', { timeout: 60_000 }, () => {
  it('says the same of JSON lines and CSV, and writes the readings', async () => {
    const readings = join(folder, 'out.jsonl')
    const common = ['--calibration', calibrationFile, '--tz', 'UTC']
    const fromWire = await run(jsonl, ...common, '--readings', readings, '--format', 'json')
    const fromCsv = await run(csv, ...common, '--columns', columns)
    expect(fromWire.err).toBe('')
    const { recording: wireForm, ...one } = JSON.parse(fromWire.out)
    const { recording: csvForm, ...other } = JSON.parse(fromCsv.out)
    expect(one.assumptions).toMatchObject([{ kind: 'bits', text: expect.stringContaining('--bits') }])
    expect(one).toEqual(other)
    expect([wireForm.format, csvForm.format]).toEqual(['json-lines', 'csv'])
    expect(one).toMatchObject({ v: 1, unknownS: 0, rejected: { crc: 0 }, mode: 'calibrated' })
    expect(one.seatedS).toBeCloseTo(119.9, 0)
    const lines = readFileSync(readings, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(1300)
    expect(Object.keys(JSON.parse(lines[700] ?? ''))).toEqual([
      'atMs',
      'occupancy',
      'leftPpiKpa',
      'rightPpiKpa',
      'leftErrorKpa',
      'rightErrorKpa',
    ])
  })

  it('prints a short text with the safety sentence', async () => {
    const { out } = await run(jsonl, '--format', 'text', '--tz', 'UTC')
    expect(out).toMatch(/Seated +2 min 0 s in 1 bout/)
    expect(out).toMatch(/not known without a calibration/)
    expect(out).toMatch(/not a medical device/)
  })

  it('gives no figures from counts of another width, and shows how the file was understood', async () => {
    const wide = inFolder(
      'wide.csv',
      `# a log\n\nwhen;${counts(0)
        .map((_, i) => `cell${i}`)
        .join(
          ';',
        )}\n${rows.map((row) => [row.atMs, ...row.counts.map((count) => count * 4)].join(';')).join('\n')}\n`,
    )
    const map = `time=when,${counts(0).map((_, i) => `c${i}=cell${i}`)}`
    const [refused, preview, good] = await Promise.all([
      run(wide, '--columns', map, '--format', 'text'),
      run(wide, '--columns', map, '--preview', '--tz', 'Europe/Berlin'),
      run(wide, '--columns', map, '--bits', '12', '--format', 'text'),
    ])
    expect(refused).toMatchObject({ status: 1, out: '', err: expect.stringMatching(/say --bits 12/) })
    expect(preview).toMatchObject({ status: 1, err: refused.err })
    expect(preview.out).toMatch(/cut by semicolon, names in line 3, first row in line 4/)
    expect(preview.out).toMatch(/0 {2}when {2}\d+ {2}time: ms since 1970/)
    expect(preview.out).toMatch(/8 {2}cell7 {2}0 {2}c7/)
    expect(preview.out).toMatch(/4 {2}2026-03-02T09:00:00.000Z \(2026-03-02 10:00:00\) {2}0 0 0/)
    expect(good).toMatchObject({ status: 0, err: '' })
    expect(good.out).toMatch(/^Recording/)
  })

  it('refuses in words: another layout, no file, wrong columns, wrong zone', async () => {
    const layout = inFolder(
      'two.json',
      JSON.stringify({
        v: 1,
        name: 'two',
        cells: [-5, 5].map((xCm) => ({
          zone: xCm < 0 ? 'left-ischium' : 'right-ischium',
          xCm,
          yCm: 0,
          areaCm2: 1,
        })),
      }),
    )
    const all = await Promise.all([
      run(jsonl, '--layout', layout),
      run(join(folder, 'none')),
      run(csv, '--columns', 'time=0'),
      run(jsonl, '--tz', 'Mars'),
    ])
    expect(all.map(({ status }) => status)).toEqual([1, 1, 1, 1])
    const [channels, missing, map, zone] = all.map(({ err }) => err)
    expect(channels).toMatch(/day\.jsonl line 1: the layout "two" has 2 cells/)
    expect(missing).toMatch(/none cannot be opened \(ENOENT\)/)
    expect(map).toMatch(/--columns time=0: .* c0, c1/)
    expect(zone).toMatch(/--tz Mars: expected an IANA time zone/)
  })
})
