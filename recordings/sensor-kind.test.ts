/** What the counts of a recording come from: said by its board, by the lines above its table, or by the person. */
import { describe, expect, it } from 'vitest'
import { encodeLine } from '../firmware-protocol/index.ts'
import { isReadable } from './hello-counting.ts'
import { byNumber, readFile, refusal, sitting, table } from './test-recordings.ts'

const scans = sitting()
const record = (atMs: number, body: string) => JSON.stringify({ atMs, line: encodeLine(body).trimEnd() })
const wire = (hello: string | null, change = (count: number) => count) =>
  [
    ...(hello === null ? [] : [record(scans[0]?.atMs ?? 0, `H,proto=1,ch=8,${hello},rate=2,ms=0`)]),
    ...scans.map(({ atMs, counts }, i) => record(atMs, `F,${i},${i * 500},${counts.map(change).join(',')}`)),
  ].join('\n')

describe('the sensors of a recording', () => {
  it('are those of its hello, whatever the person says', async () => {
    const { entries } = await readFile(
      wire('bits=24,full=1000000,kind=hx711', (count) => count * 1000),
      {
        kind: 'fsr',
      },
    )
    const hello = entries.find(({ kind }) => kind === 'hello')
    expect(hello).toMatchObject({ hello: { kind: 'hx711', full: 1_000_000 } })
  })

  it('are those that the person names where the hello is silent', async () => {
    const { entries } = await readFile(wire('bits=12'), { kind: 'capacitive' })
    expect(entries.find(({ kind }) => kind === 'hello')).toMatchObject({ hello: { kind: 'capacitive' } })
  })

  it.each([
    [
      'of a kind that is not known',
      'bits=10,kind=piezo',
      /line 1 has sensors of the kind "piezo".*Update Sitbone/,
    ],
    ['in millivolts without a supply', 'bits=12,kind=millivolt', /line 1 sends millivolts.*full=3300/],
  ])('%s are refused instead of misread', async (_, hello, words) => {
    expect(await refusal(wire(hello))).toMatch(words)
  })

  it('in millivolts need the hello, or the supply of a table', async () => {
    expect(await refusal(wire(null), { kind: 'millivolt' })).toMatch(/needs the supply/)
    expect(await refusal(table(scans), { kind: 'millivolt' })).toMatch(/--columns time=0.*,full=3300/)
    const { recording } = await readFile(table(scans), {
      kind: 'millivolt',
      columns: `${byNumber},full=1023`,
    })
    expect(recording.counting).toMatchObject({ bits: 10, full: 1023, law: 'divider' })
  })

  it('fall from full scale, not from the largest count, where the counts are inverted', async () => {
    const file = wire('bits=12,full=1023', (count) => Math.max(0, 1020 - count))
    expect(await refusal(file)).toMatch(/Add --inverted/)
    const { frames } = await readFile(file, { inverted: true })
    expect(frames[0]?.counts.map((count) => count - 3)).toEqual(scans[0]?.counts)
  })

  it('of a table are those of the lines above it, and of the person first', async () => {
    const above = `# my cushion, kind=hx711 bits=12 full=1023\n${table(scans)}`
    const { recording, frames } = await readFile(above, { bits: null })
    expect(recording.counting).toEqual({ bits: 12, full: 4095, law: 'linear' })
    expect(frames[0]?.counts).toEqual(scans[0]?.counts.map((count) => Math.round((count / 1023) * 4095)))
    const said = await readFile(above, { bits: 11, kind: 'fsr' })
    expect(said.recording.counting).toEqual({ bits: 11, full: 2047 })
  })

  it('are force-sensing resistors where nobody says it', async () => {
    const { counting } = (await readFile(table(scans))).recording
    expect(isReadable(counting) && (counting.law ?? 'divider')).toBe('divider')
  })
})
