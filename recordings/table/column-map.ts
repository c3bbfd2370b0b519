/**
 * Which column of a file holds what: `time=0,c0=4,c1=5,...`, columns counted from 0 or named as in the header.
 *
 *   time=0:ms        with its unit, otherwise detected from the values
 *   time=0+1         date and time of day in separate columns
 *   time=stamp       the stamp that a serial monitor wrote before each line
 *   full=3.3         values are volts, shares or per cent with this full scale; they are converted to counts
 */
import { type Outcome, problem } from '../outcome.ts'
import { type TimeUnit, timeUnits } from '../time/time-unit.ts'
import { westernDigits } from '../western-digits.ts'

export const stampColumn = 'stamp'

export interface ColumnMap {
  readonly time: string
  readonly timeUnit: TimeUnit | null
  /** In the order of the layout. */
  readonly cells: readonly string[]
  /** The value at full scale; null: the values are counts. */
  readonly full: number | null
}

/** Parses the map for a cushion with this many cells. */
export function parseColumnMap(text: string, cells: number): Outcome<ColumnMap> {
  const given = givenColumns(text)
  if (!given.ok) return given
  const full = fullScaleOf(given.value.get('full'))
  if (!full.ok) return full
  given.value.delete('full')
  const time = given.value.get('time')
  if (time === undefined) return problem('time=<column> is missing')
  const columns = cellColumns(given.value, cells)
  if (!columns.ok) return columns
  const twice = columns.value.find(
    (column, index) => columns.value.indexOf(column) !== index || column === time,
  )
  if (twice !== undefined) return problem(`column ${twice} is used for two things`)
  const timed = withUnit(time)
  if (!timed.ok) return timed
  return { ok: true, value: { ...timed.value, cells: columns.value, full: full.value } }
}

function givenColumns(text: string): Outcome<Map<string, string>> {
  const given = new Map<string, string>()
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim()
    const column = part.slice(equals + 1).trim()
    if (equals < 1 || column === '' || !/^(time|full|c\d{1,2})$/.test(name))
      return problem(`"${part}" is not of the form time=0 or c0=4`)
    if (given.has(name)) return problem(`${name} is given twice`)
    given.set(name, column)
  }
  return { ok: true, value: given }
}

function fullScaleOf(scale: string | undefined): Outcome<number | null> {
  const full = scale === undefined ? null : Number(scale)
  if (full !== null && !(full > 0 && full < 1e9))
    return problem(`full=${scale}: expected the value that means full scale, for instance full=3.3`)
  return { ok: true, value: full }
}

/** `given`: time and cells. */
function cellColumns(given: ReadonlyMap<string, string>, cells: number): Outcome<string[]> {
  const names = Array.from({ length: cells }, (_, index) => `c${index}`)
  const missing = names.filter((name) => !given.has(name))
  if (missing.length > 0)
    return problem(`the layout has ${cells} cells, but ${missing.join(', ')} is not given`)
  if (given.size > cells + 1)
    return problem(`the layout has ${cells} cells, c0 to c${cells - 1}, but more are given`)
  return { ok: true, value: names.map((name) => given.get(name) ?? '') }
}

/** `0:ms` is column 0 and its unit; a name may contain a colon only before a unit. */
function withUnit(time: string): Outcome<Pick<ColumnMap, 'time' | 'timeUnit'>> {
  const colon = time.lastIndexOf(':')
  const unit = timeUnits.find((each) => each === time.slice(colon + 1)) ?? null
  if (colon > 0 && unit === null)
    return problem(
      `time=${time}: expected one of ${timeUnits.map((each) => `:${each}`).join(', ')} after the column`,
    )
  return { ok: true, value: { time: unit === null ? time : time.slice(0, colon), timeUnit: unit } }
}

const timeNames = [
  'atms',
  'at',
  'time',
  'timestamp',
  'datetime',
  'date time',
  'date',
  'ms',
  'millis',
  'micros',
  'us',
  's',
  'sec',
  'seconds',
  't',
  'ts',
  'epoch',
  'elapsed',
  stampColumn,
]
const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/\(\)$/, '')
    .replace(/[\s_]*[([][^)\]]*[)\]]$/, '')
    .replace(/_/g, ' ')

/** The map that follows from the header alone, as in `sitbone export --what frames`; null when it does not. */
export function mapOfHeader(header: readonly string[], cells: number): ColumnMap | null {
  const names = header.map(plain)
  const nameOf = (wanted: string) => header[names.indexOf(wanted)]
  const columns: string[] = []
  for (let index = 0; index < cells; index++) {
    const name = nameOf(`c${index}`)
    if (name === undefined) return null
    columns.push(name.trim())
  }
  const time =
    timeNames.map(nameOf).find((name) => name !== undefined) ??
    header.find((name) => unitLike.test(plain(name)))
  if (time === undefined) return null
  return { time: time.trim(), timeUnit: null, cells: columns, full: null }
}

/** `time_ms`, `elapsed s`. */
const unitLike = /^(time|t|elapsed|uptime|timestamp)[ -]?(ms|s|us|ns|min|sec|seconds|millis|micros)$/

/** The indices of a column (two for separate date and time); null for an unknown name. */
export function columnIndex(column: string, header: readonly string[]): number[] | null {
  if (/^\d{1,4}$/.test(column)) return [Number(column)]
  const exact = header.findIndex((name) => tidy(name) === tidy(column))
  const index =
    exact >= 0 ? exact : header.findIndex((name) => tidy(name).toLowerCase() === tidy(column).toLowerCase())
  if (index >= 0) return [index]
  const halves = column.split('+').map((part) => part.trim())
  if (halves.length !== 2) return null
  const [first, second] = halves.map((half) => columnIndex(half, header))
  return first && second ? [...first, ...second] : null
}

const tidy = (name: string): string => westernDigits(name).normalize('NFC').trim().replace(/\s+/g, ' ')
