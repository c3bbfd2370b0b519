/** Clocks that restart, repeat an hour, share a second or are ambiguous. */
import { describe, expect, it } from 'vitest'
import { byNumber, iso, nineMs, plainTime, readFile, refusal, sitting, table } from './test-recordings.ts'

const truth = sitting()
const since = (atMs: number) => atMs - nineMs
const steps = (scans: readonly { atMs: number }[]) =>
  scans.slice(1).map(({ atMs }, index) => atMs - (scans[index]?.atMs ?? 0))

describe('a counting time that falls back', () => {
  const restartMs = 50_000
  it.each([
    ['ms', (ms: number) => String(ms < restartMs ? ms : ms - restartMs)],
    ['seconds', (ms: number) => ((ms < restartMs ? ms : ms - restartMs) / 1000).toFixed(1)],
    ['ms, but not to 0', (ms: number) => String(ms < restartMs ? ms : ms - restartMs + 7000)],
    ['whole us', (ms: number) => String((ms < restartMs ? ms : ms - restartMs) * 1000)],
  ])('is a restart: both runs are kept with a gap between them (%s)', async (_name, time) => {
    const { scans, entries, said } = await readFile(table(truth, { time: (atMs) => time(since(atMs)) }))
    expect(scans.map(({ counts }) => counts)).toEqual(truth.map(({ counts }) => counts))
    expect(steps(scans).filter((step) => step !== 500)).toEqual([10_000])
    expect(entries.filter(({ kind }) => kind === 'restart')).toMatchObject([{ line: 102 }])
    expect(said).toMatch(/the board restarted in line 102; how long it was off is not known/)
  })

  it('may fall several times', async () => {
    const { scans, said } = await readFile(table(truth, { time: (atMs) => String(since(atMs) % 30_000) }))
    expect(scans).toHaveLength(truth.length)
    expect(said).toMatch(/restarted in line 62 and 2 more times/)
  })

  it.each([
    ['ms', (ms: number) => String((ms + 2 ** 32 - 30_000) % 2 ** 32)],
    ['us', (ms: number) => String((ms * 1000 + 2 ** 32 - 30_000_000) % 2 ** 32)],
  ])('goes on when 32 bits of %s are full', async (_name, time) => {
    const { scans, entries } = await readFile(table(truth, { time: (atMs) => time(since(atMs)) }))
    expect(entries.some(({ kind }) => kind === 'restart')).toBe(false)
    expect(steps(scans).every((step) => Math.abs(step - 500) <= 1)).toBe(true)
  })

  it('goes on when 16 bits are full, each time, and that is said', async () => {
    const scans = sitting({ s: [120, 60, 120] })
    const { scans: read, said } = await readFile(
      table(scans, { time: (atMs) => String(since(atMs + 30_250) % 2 ** 16) }),
    )
    expect(steps(read).every((step) => step === 500)).toBe(true)
    expect(said).toMatch(/goes on from 0 after 65535, first in line 73/)
    expect(said).not.toMatch(/restart/)
  })

  it.each([12, 99_999_999])('is no restart for one stamp of %d', async (stamp) => {
    const { scans, entries } = await readFile(
      table(truth, { time: (atMs, index) => String(index === 60 ? stamp : since(atMs)) }),
    )
    expect(entries.some(({ kind }) => kind === 'restart')).toBe(false)
    expect(scans.map(({ atMs }) => atMs)).toEqual(truth.toSpliced(60, 1).map(({ atMs }) => since(atMs)))
  })
})

describe('times of day', () => {
  const evening = sitting({ fromMs: Date.parse('2025-03-03T23:59:30Z') })
  const clock = (atMs: number) => plainTime(atMs).slice(11)

  it('go over midnight, on the day that is given', async () => {
    expect((await readFile(table(evening, { time: clock }), { date: '2025-03-03' })).scans).toEqual(evening)
  })

  it('are a stopwatch where they begin at 0 in the middle of a day: the board restarted', async () => {
    const time = (atMs: number) => iso(since(atMs) % 50_000).slice(11, 23)
    const { scans, said } = await readFile(table(truth, { time }))
    expect(steps(scans).filter((step) => step !== 500)).toEqual([10_000, 10_000])
    expect(said).toMatch(/the board restarted in line 102 and 1 more time/)
  })

  it('of twelve hours without AM and PM are refused', async () => {
    const noon = sitting({ fromMs: Date.parse('2025-03-03T12:59:10Z') })
    const time = (atMs: number) => clock(atMs).replace(/^13/, '01')
    expect(await refusal(table(noon, { time }))).toMatch(/In line 102 .* from 12:59 to 1:00.*AM and PM/)
  })

  it('are read without a date, and that is said', async () => {
    const { scans, said } = await readFile(table(truth, { time: clock }))
    expect(scans[0]?.atMs).toBe(Date.parse('1970-01-01T09:00:00Z'))
    expect(steps(scans).every((step) => step === 500)).toBe(true)
    expect(said).toMatch(/times have no date.*--date sets it/)
  })
})

describe('wall times over a change of clocks', () => {
  const berlin = (atMs: number) =>
    `${new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' }).format(atMs)}.${String(atMs % 1000).padStart(3, '0')}`
  it.each(['2025-10-26T00:59:10Z', '2025-10-25T23:59:10Z', '2025-10-26T01:59:10Z', '2025-03-30T00:59:10Z'])(
    'are the same instants, around %s',
    async (from) => {
      const scans = sitting({ fromMs: Date.parse(from) })
      expect((await readFile(table(scans, { time: berlin }), { zone: 'Europe/Berlin' })).scans).toEqual(scans)
    },
  )

  it('tell a zone that was not said', async () => {
    const text = table(sitting({ fromMs: Date.parse('2025-10-26T00:59:10Z') }), { time: berlin })
    expect(await refusal(text)).toMatch(/In line 102 the times go back about an hour.*--zone Europe\/Berlin/)
  })

  it.each([
    ['2025-10-25T23:59:10Z', '+02:00'],
    ['2025-03-30T00:59:10Z', '+01:00'],
  ])('are refused when the logger did not follow at %s', async (from, offset) => {
    const scans = sitting({ fromMs: Date.parse(from), s: [3600, 120] })
    const text = table(scans, { time: (atMs) => plainTime(atMs + Number(offset.slice(1, 3)) * 3_600_000) })
    expect(await refusal(text, { zone: 'Europe/Berlin' })).toContain(`--zone ${offset}`)
    expect((await readFile(text, { zone: offset })).scans).toEqual(scans)
  })
})

describe('readings that share a stamp', () => {
  const second = (atMs: number) => plainTime(atMs).slice(0, 19)
  it.each([
    ['seconds', 10, second],
    ['epoch seconds', 10, (atMs: number) => String(Math.floor(atMs / 1000))],
    ['seconds at another pace', 4, second],
    ['minutes', 10, (atMs: number) => plainTime(atMs).slice(0, 16)],
  ])('are spread over it: %s at %d Hz', async (_name, rateHz, time) => {
    const scans = sitting({ rateHz })
    const { scans: read, recording, said } = await readFile(table(scans, { time }))
    expect(read).toEqual(scans)
    expect(recording.rateHz).toBeCloseTo(rateHz)
    expect(said).toMatch(/readings share each timestamp/)
  })

  it('begin within their second, and keep a gap', async () => {
    const scans = sitting({ rateHz: 10, fromMs: nineMs + 700 }).toSpliced(303, 500)
    expect((await readFile(table(scans, { time: second }))).scans).toEqual(scans)
  })

  it('are not spread where a clock had stopped', async () => {
    const text = table(truth, { time: (atMs, index) => String(index > 120 ? since(atMs) : 5) })
    expect(await refusal(text, { columns: byNumber })).toMatch(/the logger's clock stood still/)
  })
})

describe('dates that can be read in two ways', () => {
  const night = sitting({ fromMs: Date.parse('2025-04-03T23:59:30Z') })
  const numbers = (atMs: number) => plainTime(atMs).slice(0, 10).split('-')
  const dayFirst = (atMs: number) =>
    `${numbers(atMs)[2]}/${numbers(atMs)[1]}/2025 ${plainTime(atMs).slice(11)}`
  const monthFirst = (atMs: number) =>
    `${numbers(atMs)[1]}/${numbers(atMs)[2]}/2025 ${plainTime(atMs).slice(11)}`

  it.each([
    ['day', dayFirst],
    ['month', monthFirst],
  ])('go on from day to day with the %s first, and that is said', async (name, time) => {
    const { scans, said } = await readFile(table(night, { time }))
    expect(scans).toEqual(night)
    expect(said).toContain(`has the ${name} first`)
  })

  it('are shown by a later one', async () => {
    const scans = sitting({ fromMs: Date.parse('2025-03-12T23:58:00Z'), s: [240, 60] })
    const { scans: read, said } = await readFile(table(scans, { time: monthFirst }))
    expect(read).toEqual(scans)
    expect(said).not.toMatch(/first;/)
  })

  it('are as --time-format says', async () => {
    const text = table(night.slice(0, 50), { time: dayFirst })
    expect((await readFile(text, { timeFormat: 'dd/MM/yyyy HH:mm:ss.SSS' })).scans).toEqual(
      night.slice(0, 50),
    )
    const march = await readFile(text, { timeFormat: '%m/%d/%Y %H:%M:%S.%f' })
    expect(iso(march.scans[0]?.atMs ?? 0)).toMatch(/^2025-03-04T/)
    expect(await refusal(text, { timeFormat: 'HH:mm' })).toMatch(/--time-format HH:mm does not fit/)
    expect(await refusal(text, { timeFormat: 'dd/MM HH:mm' })).toMatch(/year, month or day is missing/)
  })
})

describe('a time column that is refused', () => {
  const fast = sitting({ rateHz: 100, s: [2] })
  it.each([
    [
      'a row number',
      table(truth, { time: (_ms, index) => String(index) }),
      /a row number, or seconds\?.*time=<column>:s/,
    ],
    [
      's or ms',
      table(truth, { time: (_ms, index) => String(index * 2) }),
      /can be s since a start or ms since a start/,
    ],
    ['minutes', table(truth, { time: (atMs) => (since(atMs) / 60_000).toFixed(5) }), /or min since a start/],
    [
      'rounded by a spreadsheet',
      table(truth, { time: (atMs) => atMs.toExponential(5).toUpperCase() }),
      /rounded these times/,
    ],
    [
      'of another epoch',
      table(truth, { time: (atMs) => String(BigInt(atMs) * 10_000n + 116_444_736_000_000_000n) }),
      /neither times since 1970/,
    ],
    ['always the same', table(truth, { time: () => '5' }), /does not increase/],
    ['the newest first', table(truth.toReversed()), /go backwards/],
    [
      'two recordings',
      `${table(sitting({ fromMs: nineMs + 86_400_000 }))}${table(truth, { header: false })}`,
      /go back 1 time, first in line 242/,
    ],
    [
      'a clock that was set',
      table(truth, { time: (atMs) => String(since(atMs) < 20_000 ? since(atMs) : atMs) }),
      /Line 42: the time leaps by more than half a year/,
    ],
    [
      'a clock that began in 2000',
      table(truth, { time: (atMs) => iso(since(atMs) < 20_000 ? Date.UTC(2000, 0, 1) + since(atMs) : atMs) }),
      /Line 42: the time leaps by more than half a year/,
    ],
    [
      'a name that says otherwise',
      table(fast, { time: (atMs) => (since(atMs) / 1000).toFixed(2) }).replace('time', 'time_ms'),
      /Its name says ms/,
    ],
  ])('%s', async (_name, text, words) => {
    expect(await refusal(text, { columns: byNumber })).toMatch(words)
  })

  it('is taken when its unit is said', async () => {
    const columns = byNumber.replace('time=0', 'time=0:min')
    const { scans } = await readFile(table(truth, { time: (atMs) => (since(atMs) / 60_000).toFixed(6) }), {
      columns,
    })
    expect(scans.every(({ atMs }, index) => Math.abs(atMs - index * 500) <= 1)).toBe(true)
  })
})
