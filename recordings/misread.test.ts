/** Numbers that are not raw counts of these cells: refused with advice, or listed as an assumption. */
import { describe, expect, it } from 'vitest'
import { encodeLine } from '../firmware-protocol/index.ts'
import {
  byNumber,
  cellNames,
  iso,
  plainTime,
  readFile,
  refusal,
  type Scan,
  sitting,
  table,
} from './test-recordings.ts'

const truth = sitting().map(({ atMs, counts }) => ({
  atMs,
  counts: counts.map((count) => Math.max(0, count)),
}))
const made = (change: (count: number) => number): Scan[] =>
  truth.map(({ atMs, counts }) => ({ atMs, counts: counts.map(change) }))
const wire = (scans: readonly Scan[]) =>
  scans
    .map(({ atMs, counts }, i) =>
      JSON.stringify({ atMs, line: encodeLine(`F,${i},${i * 500},${counts}`).trimEnd() }),
    )
    .join('\n')
const inverted = made((count) => 1021 - count)
const wide = made((count) => count * 5)

describe('another unit', () => {
  it.each([
    ['volts', (value: number) => ((value / 1023) * 5).toFixed(2), 'full=5'],
    [
      'volts with a comma',
      (value: number) => ((value / 1023) * 3.3).toFixed(3).replace('.', ','),
      'full=3.3',
    ],
    ['a share', (value: number) => (value / 1023).toFixed(3), 'full=1'],
    ['per cent', (value: number) => (value / 10.23).toFixed(1), 'full=100'],
  ])('%s is refused, with the command that reads it', async (_name, count, full) => {
    const text = table(truth, { count, separator: ';' })
    const words = await refusal(text)
    expect(words).toMatch(/not raw counts/)
    const columns = words.split('--columns ')[1]
    expect(columns).toMatch(new RegExp(`,${full}$`))
    const { scans } = await readFile(text, { columns: columns ?? '' })
    const apart = scans.flatMap((scan, index) =>
      scan.counts.map((each, cell) => Math.abs(each - (truth[index]?.counts[cell] ?? 0))),
    )
    expect(Math.max(...apart)).toBeLessThanOrEqual(1)
  })

  it.each([
    [
      'counts below a zero',
      (value: number) => String(value - 30),
      /A count is below 0 in \d+ rows, first in line 122/,
    ],
    [
      'a pressure',
      (value: number) => (value * 0.2).toFixed(2),
      /not raw counts.*means of raw counts, say so: .*full=1023/,
    ],
    [
      'decimal commas cut by commas',
      (value: number) => `${value},5`,
      /line 1 names 9 columns, but line 2 has 17.*decimal points/,
    ],
  ])('is refused: %s', async (_name, count, words) => {
    expect(await refusal(table(truth, { count }), { columns: byNumber })).toMatch(words)
  })

  it('is refused without a header too, where commas cut the numbers', async () => {
    const text = table(truth, { count: (value) => `${value},5`, header: false })
    expect(await refusal(text, { columns: byNumber })).toMatch(/Every second cell stays below 100/)
  })

  it('in the header is refused, also with whole numbers', async () => {
    const text = table(truth, { count: (value) => String(value * 3) }).replace('c0,', 'c0 (mV),')
    expect(await refusal(text, { columns: byNumber, bits: 12 })).toMatch(/values are in mV.*full=3300/)
  })

  it('that cannot be determined is reported: hardly an eighth of full scale', async () => {
    const { said } = await readFile(table(truth, { count: (value) => String(Math.round(value / 10.23)) }))
    expect(said).toMatch(/largest is \d\d of 1023/)
  })

  it('is not seen in the means of several scans', async () => {
    const { scans, said } = await readFile(table(truth, { count: (value) => (value + 0.25).toFixed(2) }))
    expect(scans).toEqual(truth)
    expect(said).toMatch(/means of several scans/)
  })
})

describe('another width of the converter', () => {
  it.each([
    ['12', wide],
    ['14', made((count) => count * 20)],
    ['16', made((count) => count * 80)],
  ])('is refused with --bits %s', async (bits, scans) => {
    expect(await refusal(table(scans), { bits: null })).toMatch(
      new RegExp(`10 bits were assumed.*--bits ${bits}\\.`),
    )
    expect(await refusal(table(scans))).toMatch(/--bits 10 was given/)
    expect((await readFile(table(scans), { bits: Number(bits) })).scans).toEqual(scans)
  })

  it('is refused in lines of a board without a hello too', async () => {
    expect(await refusal(wire(wide), { bits: null })).toMatch(/--bits 12/)
  })

  it('is said when nobody gave it', async () => {
    const { recording } = await readFile(table(truth), { bits: null })
    expect(recording.counting.bits).toBe(10)
    expect(recording.assumptions).toMatchObject([
      { kind: 'bits', text: expect.stringMatching(/10 bits, because none was given/) },
    ])
    expect((await readFile(table(truth))).recording.assumptions).toEqual([])
  })

  it('is not taken from one wild count', async () => {
    const scans = truth.with(5, { atMs: truth[5]?.atMs ?? 0, counts: new Array<number>(8).fill(5000) })
    expect((await readFile(table(scans))).scans).toEqual(truth.toSpliced(5, 1))
  })
})

describe('a divider wired the other way round', () => {
  it.each([
    ['in a table', table(inverted)],
    ['in lines of a board', wire(inverted)],
    ['with nobody on it', table(made(() => 1020))],
  ])('is refused %s, and read with --inverted', async (_name, text) => {
    expect(await refusal(text)).toMatch(/All cells lie near full scale together.*Add --inverted/)
    const { scans, said } = await readFile(text, { inverted: true })
    expect(scans[130]?.counts.every((count) => count < 20)).toBe(true)
    expect(said).toMatch(/counts fall with load/)
  })

  it('is reported together with the width', async () => {
    expect(await refusal(table(made((count) => 4090 - count * 4)), { bits: null })).toMatch(
      /--bits 12 --inverted/,
    )
  })

  it('is asked about where all cells reach both ends', async () => {
    const both = made((count) => (count < 20 ? 1010 : 90))
    const { said } = await readFile(table(both))
    expect(said).toMatch(/empty in the 200 rows.*loaded in the 40.*add --inverted/)
    expect((await readFile(table(both), { inverted: false })).said).toBe('')
    expect((await readFile(table(both), { inverted: true })).said).not.toMatch(/somebody sits/)
  })

  it.each([
    ['and rests at two thirds of the scale', made((count) => 700 - Math.round(count * 0.85))],
    [
      'for one cell',
      truth.map(({ atMs, counts }) => ({ atMs, counts: counts.with(2, 1021 - (counts[2] ?? 0)) })),
    ],
  ])('%s leaves no row with an empty seat, and that is said', async (_name, scans) => {
    const { said } = await readFile(table(scans))
    expect(said).toMatch(/somebody sits in the whole recording.*fall with load, or have an offset/)
    expect((await readFile(table(truth))).said).toBe('')
  })

  it('is believed when a person says that it is not, and the other way round', async () => {
    expect((await readFile(table(inverted), { inverted: false })).scans).toEqual(inverted)
    expect(await refusal(table(truth), { inverted: true })).toMatch(/Leave --inverted out/)
  })
})

describe('a column that is no cell', () => {
  const beside = (value: (index: number) => string) =>
    table(truth, { time: (atMs, index) => `${iso(atMs)},${value(index)}`, header: false })
  it.each([
    ['a row number', beside(String), /c0 \(column 1\) rises in every row/],
    [
      'a temperature',
      beside((index) => (24 + index / 500).toFixed(1)),
      /c0 \(column 1\) has fractions, from 24/,
    ],
    [
      'the thousandths of a time',
      table(truth, { time: (atMs) => plainTime(atMs).replace('.', ','), header: false }),
      /fractions of the seconds.*time=0,c0=2,c1=3/,
    ],
  ])('is refused: %s', async (_name, text, words) => {
    expect(await refusal(text, { columns: byNumber })).toMatch(words)
  })

  it.each(['24', '77'])('is said when it hardly moves (%s)', async (value) => {
    expect(
      (
        await readFile(
          beside(() => value),
          { columns: byNumber },
        )
      ).said,
    ).toMatch(/c0 \(column 1\) stays between/)
  })

  it('is refused when names and fields do not go together', async () => {
    const rows = truth.map(
      ({ atMs, counts }, index) => `"${index + 1}" "${plainTime(atMs)}" ${counts.join(' ')}`,
    )
    const text = ['"time"', ...cellNames.map((name) => `"${name}"`)].join(' ')
    expect(await refusal([text, ...rows].join('\n'))).toMatch(/line 1 names 9 columns, but line 2 has 10/)
  })
})

describe('a file of which most is not understood', () => {
  it.each([
    [
      'rows with units',
      table(truth, { count: (value) => `${value}mV` }),
      /Line 2 for instance is "2025-03-03T09:00:00.000Z,70\dmV/,
    ],
    [
      'no header',
      table(truth, { header: false }),
      /begins in line 1 with "2025.*--columns time=0,c0=1,c1=2,c2=3,c3=4,c4=5,c5=6,c6=7,c7=8/,
    ],
    [
      'other JSON',
      truth.map(({ atMs, counts }) => JSON.stringify({ t: atMs, counts })).join('\n'),
      /line 1 is "\{"t":.*Expected is \{"atMs"/,
    ],
    ['a spreadsheet file', Buffer.from('PK\u0003\u0004 sheet', 'latin1'), /Save the sheet as CSV/],
    ['a compressed file', Buffer.from([0x1f, 0x8b, 8, 0, 0]), /gunzip/],
    [
      'a short year',
      table(truth, { time: (atMs) => plainTime(atMs).slice(2).replace(/^25/, '03') }),
      /"03-03-03 .*--time-format/,
    ],
    [
      'cells missing under load',
      table(truth, { count: (value) => (value > 99 ? 'n/a' : String(value)) }),
      /none of its first|rows cannot be read/,
    ],
  ])('is refused with the line as seen: %s', async (_name, content, words) => {
    expect(await refusal(content)).toMatch(words)
  })

  it('names the map that would do', async () => {
    const columns = byNumber.replace('c0=1', 'c0=9').replace('time=0', 'time=0')
    const text = table(truth, { header: false })
    expect(await refusal(text, { columns })).toMatch(
      /a column of the map is missing, first in line 1: "2025.*Perhaps these are meant: sitbone analyse .*--columns time=0,c0=1/,
    )
  })
})
