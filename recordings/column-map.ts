/**
 * Which column of a CSV file holds what: `time=0,c0=4,c1=5,...`, columns counted from 0 or named as in the header. The time
 * may say its unit, `time=0:ms` (ms, s, us, iso); otherwise it is found out from the values.
 */
const timeUnits = ['ms', 's', 'us', 'iso'] as const
export type TimeUnit = (typeof timeUnits)[number]

export interface ColumnMap {
  readonly time: string
  readonly timeUnit: TimeUnit | null
  /** In the order of the layout. */
  readonly cells: readonly string[]
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string }
const problem = (text: string): { ok: false; problem: string } => ({ ok: false, problem: text })

/** Reads the map of a cushion with so many cells. */
export function parseColumnMap(text: string, cells: number): Outcome<ColumnMap> {
  const given = new Map<string, string>()
  for (const part of text.split(',')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim()
    const column = part.slice(equals + 1).trim()
    if (equals < 1 || column === '' || !/^(time|c\d{1,2})$/.test(name))
      return problem(`"${part}" is not of the form time=0 or c0=4`)
    if (given.has(name)) return problem(`${name} stands there twice`)
    given.set(name, column)
  }
  const time = given.get('time')
  if (time === undefined) return problem('time=<column> is missing')
  const indices = Array.from({ length: cells }, (_, index) => index)
  const missing = indices.filter((index) => !given.has(`c${index}`)).map((index) => `c${index}`)
  if (missing.length > 0)
    return problem(`the layout has ${cells} cells, but ${missing.join(', ')} is not given`)
  if (given.size > cells + 1)
    return problem(`the layout has ${cells} cells, c0 to c${cells - 1}, but more are given`)
  const colon = time.lastIndexOf(':')
  const unit = timeUnits.find((each) => each === time.slice(colon + 1)) ?? null
  if (colon > 0 && unit === null)
    return problem(
      `time=${time}: expected one of ${timeUnits.map((each) => `:${each}`).join(', ')} after the column`,
    )
  return {
    ok: true,
    value: {
      time: unit === null ? time : time.slice(0, colon),
      timeUnit: unit,
      cells: indices.map((index) => given.get(`c${index}`) ?? ''),
    },
  }
}

/** The map that a header tells by itself, as in what `sitbone export --what frames` writes; null when it does not. */
export function mapOfHeader(header: readonly string[], cells: number): ColumnMap | null {
  const time = ['atMs', 'at', 'time', 'timestamp'].find((name) => header.includes(name))
  const names = Array.from({ length: cells }, (_, index) => `c${index}`)
  if (time === undefined || !names.every((name) => header.includes(name))) return null
  return { time, timeUnit: null, cells: names }
}

/** The place of a column in a row; names are looked up in the header. */
export function columnIndex(column: string, header: readonly string[]): number | null {
  if (/^\d{1,4}$/.test(column)) return Number(column)
  const index = header.indexOf(column)
  return index < 0 ? null : index
}
