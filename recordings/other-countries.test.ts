/** Times and numbers as spreadsheets and loggers of other countries write them; what is ambiguous is refused with a way out. */
import { describe, expect, it } from 'vitest'
import { iso, nineMs, plainTime, readFile, refusal, type Scan, sitting, table } from './test-recordings.ts'

const truth = sitting()
const clock = (atMs: number) => plainTime(atMs).slice(11)
const dots = (atMs: number) => clock(atMs).replaceAll(':', '.')
const inTime = (time: (atMs: number, index: number) => string) => table(truth, { time })

describe('times of other countries', () => {
  it.each<[string, (atMs: number) => string]>([
    ['Spain, with a. m.', (ms) => `3/3/2025 9${clock(ms).slice(2)} a. m.`],
    ['Spain, the month in words', (ms) => `3 de marzo de 2025 ${clock(ms)}`],
    ['Germany, the month in words', (ms) => `3. M\u00e4rz 2025 ${clock(ms)}`],
    ['Germany, the month shortened', (ms) => `03. Mrz. 2025 ${clock(ms)}`],
    ['France', (ms) => `3 mars 2025 ${clock(ms)}`],
    ['Finland', (ms) => `3.3.2025 ${dots(ms)}`],
    ['Denmark', (ms) => `03-03-2025 ${dots(ms)}`],
    ['China', (ms) => `2025\u5e743\u67083\u65e5 ${clock(ms)}`],
    [
      'Japan',
      (ms) => `2025\u5e7403\u670803\u65e5 ${clock(ms).replace(':', '\u6642').replace(':', '\u5206')}\u79d2`,
    ],
    ['Egypt', (ms) => iso(ms).replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))],
    ['an Oracle database', (ms) => `03-MAR-25 ${dots(ms)}000 AM`],
    ['a web server', (ms) => `03/Mar/2025:${clock(ms)} +0000`],
    [
      'a browser',
      (ms) => `Mon Mar 03 2025 ${clock(ms + 3_600_000)} GMT+0100 (Central European Standard Time)`,
    ],
    ['an offset with UTC', (ms) => `${plainTime(ms + 3_600_000)} UTC+1`],
  ])('are read: %s', async (_name, time) => {
    expect((await readFile(inTime(time))).scans).toEqual(truth)
  })

  it.each([
    ['juin', 6],
    ['juillet', 7],
    ['ao\u00fbt', 8],
    ['Dezember', 12],
    ['enero', 1],
  ])('have the month in words: %s', async (name, month) => {
    const { scans } = await readFile(inTime((ms) => `3 ${name} 2025 ${clock(ms)}`))
    expect(iso(scans[0]?.atMs ?? 0).slice(0, 7)).toBe(`2025-${String(month).padStart(2, '0')}`)
  })

  it.each<[string, (atMs: number) => string, RegExp]>([
    ['letters of a zone', (ms) => `${plainTime(ms)} CET`, /"yyyy-MM-dd HH:mm:ss 'CET'" --zone/],
    ['minutes and seconds only', (ms) => clock(ms).slice(3, 10), /saves what it shows.*hh:mm:ss\.000/],
    ['the Buddhist calendar', (ms) => `03/03/2568 ${clock(ms)}`, /year 2568, as in another calendar/],
    ['the Persian calendar', (ms) => `1403/12/13 ${clock(ms)}`, /year 1403, as in another calendar/],
  ])('are refused with what to do: %s', async (_name, time, words) => {
    expect(await refusal(inTime(time))).toMatch(words)
  })

  it('are as --time-format says when letters of a zone follow', async () => {
    const text = inTime((ms) => `${plainTime(ms + 3_600_000)} CET`)
    const { scans } = await readFile(text, {
      timeFormat: "yyyy-MM-dd HH:mm:ss.SSS 'CET'",
      zone: 'Europe/Berlin',
    })
    expect(scans).toEqual(truth)
  })
})

describe('thousandths without leading zeros', () => {
  const unsteady = truth.map(({ atMs, counts }, index) => ({ atMs: atMs + ((index * 37) % 200), counts }))
  it.each<[string, (atMs: number) => string]>([
    ['behind a time of day', (ms) => `${plainTime(ms).slice(0, 19)}.${ms % 1000}`],
    ['behind a colon', (ms) => `${plainTime(ms).slice(0, 19)}:${ms % 1000}`],
    ['behind counted seconds', (ms) => `${Math.floor((ms - nineMs) / 1000)}.${ms % 1000}`],
  ])('are refused, because .37 would be later than .130: %s', async (_name, time) => {
    expect(await refusal(table(unsteady, { time }))).toMatch(/without their leading zeros.*%03lu/)
  })

  it.each<[string, (atMs: number) => string]>([
    ['zeros left out at the end', (ms) => String((ms - nineMs) / 1000)],
    ['three digits', (ms) => ((ms - nineMs) / 1000).toFixed(3)],
    ['no fraction at full seconds', (ms) => plainTime(ms).replace('.000', '')],
  ])('are not seen in %s', async (_name, time) => {
    expect(await refusal(table(unsteady, { time }))).toBe('')
  })
})

describe('numbers of other countries', () => {
  const large: Scan[] = truth.map(({ atMs, counts }) => ({
    atMs,
    counts: counts.map((count) => Math.max(0, count) * 5),
  }))
  it.each(['ar-EG', 'fa-IR', 'hi-IN-u-nu-deva', 'th-TH-u-nu-thai', 'bn-BD', 'zh-u-nu-fullwide'])(
    'have the same counts in the digits of %s',
    async (locale) => {
      const text = table(large, { separator: ';', count: (value) => value.toLocaleString(locale) })
      expect((await readFile(text, { bits: 12 })).scans).toEqual(large)
    },
  )

  it('are grouped by two above a thousand in India', async () => {
    const wide = large.map(({ atMs, counts }) => ({ atMs, counts: counts.map((count) => count * 1234) }))
    for (const quote of ['', '"']) {
      const count = (value: number) => `${quote}${value.toLocaleString('en-IN')}${quote}`
      const text = table(wide, { separator: quote === '' ? ';' : ',', count })
      expect((await readFile(text, { bits: 24 })).scans).toEqual(wide)
    }
  })
})

describe('lines that name each value', () => {
  it.each([
    [': ', ', '],
    [' = ', ', '],
    ['=', ' '],
    [':', '\t'],
  ])('are read with "%s" before it and "%s" behind it', async (before, behind) => {
    const rows = truth.map(({ atMs, counts }) =>
      [`time${before}${atMs}`, ...counts.map((count, cell) => `c${cell}${before}${count}`)].join(behind),
    )
    expect((await readFile(rows.join('\n'))).scans).toEqual(truth)
  })

  it('are read behind the stamp of a terminal program, with its date in words', async () => {
    const rows = truth.map(({ atMs, counts }) => `[Mon Mar 03 ${clock(atMs)} 2025] ${counts}`)
    const columns = ['time=stamp', ...(truth[0]?.counts.map((_, cell) => `c${cell}=${cell}`) ?? [])].join(',')
    expect((await readFile(rows.join('\n'), { columns })).scans).toEqual(truth)
  })
})
