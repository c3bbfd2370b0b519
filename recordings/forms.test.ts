/** The same sitting as written by many loggers, spreadsheets, databases and shells: always the same readings. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  byNumber,
  cellNames,
  iso,
  nineMs,
  plainTime,
  readFile,
  refusal,
  type Scan,
  sitting,
  table,
} from './test-recordings.ts'

const truth = sitting()
const fromStart = truth.map(({ atMs, counts }) => ({ atMs: atMs - nineMs, counts }))
const named = ['time=time', ...cellNames.map((name) => `${name}=${name}`)].join(',')

const part = (atMs: number) => {
  const [date = '', clock = ''] = plainTime(atMs).split(' ')
  const [year = '', month = '', day = ''] = date.split('-')
  const hour = Number(clock.slice(0, 2))
  const twelve = `${((hour + 11) % 12) + 1}${clock.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`
  return { year, month, day, date, clock, twelve }
}
const excelDays = (atMs: number) => (atMs - Date.UTC(1899, 11, 30)) / 86_400_000

const datedTimes: Readonly<Record<string, (atMs: number) => string>> = {
  'ISO 8601': iso,
  'ISO 8601 with nanoseconds': (atMs) => iso(atMs).replace('Z', '000000Z'),
  'a blank in place of T': plainTime,
  'slashes, year first': (atMs) => plainTime(atMs).replaceAll('-', '/'),
  'an underscore': (atMs) => plainTime(atMs).replace(' ', '_'),
  'day first': (atMs) => `${part(atMs).day}/${part(atMs).month}/${part(atMs).year} ${part(atMs).clock}`,
  'day first with points': (atMs) =>
    `${part(atMs).day}.${part(atMs).month}.${part(atMs).year} ${part(atMs).clock}`,
  'a short year': (atMs) => `${part(atMs).day}.${part(atMs).month}.25 ${part(atMs).clock}`,
  'month first, twelve hours': (atMs) =>
    `${part(atMs).month}/${part(atMs).day}/${part(atMs).year} ${part(atMs).twelve}`,
  'the month by name': (atMs) => `${part(atMs).day}-Mar-${part(atMs).year} ${part(atMs).clock}`,
  'as date prints it': (atMs) => `Mon Mar  3 ${part(atMs).clock} 2025`,
  'an offset behind a blank': (atMs) => `${plainTime(atMs)} +0000`,
  'an offset of hours': (atMs) => `${plainTime(atMs)}+00`,
  'an offset elsewhere': (atMs) => `${plainTime(atMs + 7_200_000)}+02:00`,
  'UTC by name': (atMs) => `${plainTime(atMs)} UTC`,
  'compact ISO': (atMs) => iso(atMs).replaceAll(/[-:]/g, ''),
  'dashes only': (atMs) => plainTime(atMs).replace(' ', '_').replaceAll(':', '-'),
  'a zone behind its offset': (atMs) =>
    `${plainTime(atMs + 3_600_000).replace(' ', 'T')}+01:00[Europe/Berlin]`,
  'small letters': (atMs) => iso(atMs).toLowerCase(),
  'date in UTC': (atMs) => `Mon Mar  3 ${part(atMs).clock} UTC 2025`,
  'only digits': (atMs) => iso(atMs).replaceAll(/[-:TZ.]/g, ''),
  'epoch s': (atMs) => (atMs / 1000).toFixed(3),
  'epoch ms': String,
  'epoch us': (atMs) => String(atMs * 1000),
  'epoch ns': (atMs) => `${atMs}000000`,
  'days of a spreadsheet': (atMs) => excelDays(atMs).toFixed(9),
  'text kept by a spreadsheet': (atMs) => `="${plainTime(atMs)}"`,
}
const countingTimes: Readonly<Record<string, (atMs: number) => string>> = {
  'millis()': (atMs) => String(atMs - nineMs),
  'micros()': (atMs) => String((atMs - nineMs) * 1000),
  seconds: (atMs) => ((atMs - nineMs) / 1000).toFixed(2),
}
const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with its mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16 LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 LE without its mark': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
}
const above = [
  '',
  'Gerät: Kissen\n',
  'Smart cushion log v2\nStart: 2025-03-03 09:00\n\n',
  '# a comment\n# another\n',
]
const lineEnds = ['\n', '\r\n', '\r']
const separators = [',', ';', '\t', '|', ' | ', ', ']

describe('one sitting in many forms', () => {
  it.each(Object.entries(datedTimes))('has the same readings with times as %s', async (_name, time) => {
    expect((await readFile(table(truth, { time }))).scans).toEqual(truth)
  })

  it.each(Object.entries(countingTimes))(
    'has the same readings from its start, counted as %s',
    async (_name, time) => {
      expect((await readFile(table(truth, { time }))).scans).toEqual(fromStart)
    },
  )

  it('has the same readings in any mixture of times, separators, letters, line ends and words above', async () => {
    const any = <T>(from: Readonly<Record<string, T>>) => fc.constantFrom(...Object.values(from))
    await fc.assert(
      fc.asyncProperty(
        any(datedTimes),
        any(encodings),
        fc.constantFrom(...separators),
        fc.constantFrom(...above),
        fc.constantFrom(...lineEnds),
        async (time, encode, separator, words, lineEnd) => {
          const text = `${words}${table(truth, { time, separator })}`.replaceAll('\n', lineEnd)
          expect((await readFile(encode(text))).scans).toEqual(truth)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([
    ['blanks', table(fromStart, { time: (ms) => (ms / 1000).toFixed(1), separator: ' ', header: false })],
    [
      'runs of blanks',
      table(fromStart, { time: (ms) => (ms / 1000).toFixed(1), separator: '   ', header: false }),
    ],
    ['tabs', table(fromStart, { time: String, separator: '\t', header: false })],
  ])('is cut by %s without a header', async (_name, text) => {
    expect((await readFile(text, { columns: byNumber })).scans).toEqual(fromStart)
  })

  const stamped = (before: string, behind: string) =>
    truth.map(({ atMs, counts }) => `${before}${part(atMs).clock}${behind}${counts.join(',')}`).join('\n')
  it.each([
    ['an arrow', stamped('', ' -> ')],
    ['brackets', stamped('[', '] ')],
    ['a greater sign', stamped('', ' > ')],
    ['an arrow before blanks', stamped('', ' -> ').replaceAll(',', ' ')],
    ['brackets before tabs', stamped('[', '] ').replaceAll(',', '\t')],
  ])('has the stamp of a serial monitor as its first column, with %s', async (_name, text) => {
    const { scans, said } = await readFile(text, { columns: byNumber, date: '2025-03-03' })
    expect(scans).toEqual(truth)
    expect(said).toMatch(/the timestamp before each line is its time/)
  })

  it('has its own time when there is one behind the stamp', async () => {
    const rows = fromStart.map(
      ({ atMs, counts }) => `[09:00:00] ${(atMs / 1000).toFixed(3)} | ${counts.join(' | ')}`,
    )
    const text = [
      'Smart seat log',
      '[09:00:00] > Starting baseline ...',
      '[09:00:00] t (s) | A | B | C | D | E | F | G | H',
      ...rows,
    ]
    expect((await readFile(text.join('\n'), { columns: byNumber })).scans).toEqual(fromStart)
  })

  it.each([
    ['date and time apart', 'date,time,', (atMs: number) => `${part(atMs).date},${part(atMs).clock}`],
    [
      'the day first, apart',
      'Date,Time,',
      (atMs: number) => `${part(atMs).day}.${part(atMs).month}.${part(atMs).year},${part(atMs).clock}`,
    ],
    ['the time before its date', 'time,day,', (atMs: number) => `${part(atMs).clock},${part(atMs).date}`],
  ])('has %s in two columns', async (_name, header, time) => {
    const text = `${header}${cellNames}\n${table(truth, { time, header: false })}`
    expect((await readFile(text)).scans).toEqual(truth)
  })

  it.each([
    ["a spreadsheet's sep=", `sep=;\r\n${table(truth, { separator: ';' }).replaceAll('\n', '\r\n')}`],
    ['a row of units', table(truth).replace('\n', `\ns,${cellNames.map(() => 'counts')}\n`)],
    ['a header behind #', `# ${table(truth, { separator: ' ' })}`],
    ['every field in quotes', table(truth, { time: (ms) => `"${iso(ms)}"`, count: (value) => `"${value}"` })],
    ['a header that comes again', `${table(truth.slice(0, 90))}${table(truth.slice(90))}`],
    ['a separator at the end of each row', table(truth).replaceAll('\n', ',\n')],
    [
      'the frame of a database shell',
      `+---+---+\n| ${table(truth, { separator: ' | ' }).trimEnd().replaceAll('\n', ' |\n| ')} |\n+---+---+\n`,
    ],
    [
      'line breaks in quotes',
      `note,time,${cellNames}\n${truth.map(({ atMs, counts }, i) => `${i % 50 === 9 ? '"a\nb"' : 'x'},${iso(atMs)},${counts}`).join('\n')}`,
    ],
    [
      'its names before the values',
      truth
        .map(({ atMs, counts }) => `time:${atMs},${counts.map((count, i) => `c${i}:${count}`)}`)
        .join('\n'),
    ],
  ])('is read with %s', async (_name, text) => {
    expect((await readFile(text)).scans).toEqual(truth)
  })

  it.each([
    ['UTF-8', Buffer.from('时间')],
    ['GB 18030', Buffer.from([0xca, 0xb1, 0xbc, 0xe4])],
    ['UTF-16', null],
  ])('finds names with other letters in %s', async (_name, bytes) => {
    const text = table(truth).slice('time'.length)
    const file =
      bytes === null ? Buffer.from(`时间${text}`, 'utf16le') : Buffer.concat([bytes, Buffer.from(text)])
    expect((await readFile(file, { columns: named.replace('time=time', 'time=时间') })).scans).toEqual(truth)
  })

  it('loses only its own line to a quote that is never closed', async () => {
    const lines = table(truth).split('\n')
    const text = lines.with(20, `"${lines[20]}`).join('\n')
    expect((await readFile(text)).scans).toEqual(truth.toSpliced(19, 1))
  })
})

describe('numbers of any country', () => {
  const large: Scan[] = truth.map(({ atMs, counts }) => ({ atMs, counts: counts.map((count) => count * 5) }))
  it.each([
    ['de-DE', ';', (value: number) => value.toLocaleString('de-DE')],
    [
      'de-DE with a fraction',
      ';',
      (value: number) => value.toLocaleString('de-DE', { minimumFractionDigits: 1 }),
    ],
    ['en-US in quotes', ',', (value: number) => `"${value.toLocaleString('en-US')}"`],
    [
      'en-US with a fraction',
      '\t',
      (value: number) => value.toLocaleString('en-US', { minimumFractionDigits: 2 }),
    ],
    ['fr-FR', ';', (value: number) => value.toLocaleString('fr-FR')],
    ['de-CH', ';', (value: number) => value.toLocaleString('de-CH')],
    ['blanks', ';', (value: number) => value.toLocaleString('fr-FR').replaceAll(/\s/g, ' ')],
    ['a decimal comma', ';', (value: number) => value.toFixed(3).replace('.', ',')],
  ])('are whole when written as in %s', async (_name, separator, count) => {
    expect((await readFile(table(large, { separator, count }), { bits: 12 })).scans).toEqual(large)
  })

  it('are meant as the whole file shows, not as its first rows do', async () => {
    const quiet = sitting({ s: [0, 200, 60] })
    const scans = quiet.map(({ atMs, counts }) => ({
      atMs,
      counts: counts.map((count) => Math.max(0, count) * 5),
    }))
    const text = table(scans, { separator: ';', count: (value) => value.toLocaleString('de-DE') })
    const { scans: read, said } = await readFile(text, { bits: 12 })
    expect(read).toEqual(scans)
    expect(said).toMatch(/"3\.\d{3}" means thousands/)
  })

  it('are refused when 1.234 can be either', async () => {
    const text = table(large, {
      separator: ';',
      count: (value) => (value > 3400 ? value.toLocaleString('de-DE') : String(value)),
    })
    expect(await refusal(text, { bits: 12 })).toMatch(/"3\.\d{3}" can be a decimal fraction or thousands/)
  })
})
