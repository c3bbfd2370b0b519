/**
 * Times as written by loggers, spreadsheets, databases and shells. The form is detected once per column; each field then gives
 * its parts. The order of day and month in 03/04/2025 is decided elsewhere.
 */
import { monthOfName } from './month-names.ts'

interface TimeParts {
  readonly date: WrittenDate | null
  /** Null for a date alone. */
  readonly dayMs: number | null
  /** Minutes ahead of UTC; null: wall time. */
  readonly offsetMin: number | null
}

export interface WrittenDate {
  readonly year: number
  /** Month and day; with `either`, as written, in unknown order. */
  readonly first: number
  readonly second: number
  readonly either: boolean
}

export interface TimeForm {
  readonly name: string
  parse(text: string): TimeParts | null
}

const clock = String.raw`(?<h>\d{1,2}):(?<mi>\d\d)(?::(?<s>\d\d)(?:[.,:](?<f>\d{1,9}))?)?(?:\s*(?<ap>[AaPp])\.?\s?[Mm]\.?)?`
const offset = String.raw`[+-](?:\d\d(?::?\d\d)?|\d(?::\d\d)?)`
const zoneMark = String.raw`(?:\s*(?<off>Z|(?:UTC|GMT)(?:${offset})?|${offset})(?:\[[\w/+-]+\]|\s*\([^)]*\))?)?`
const ymd = String.raw`(?<y>\d{4})[-/.](?<mo>\d{1,2})[-/.](?<d>\d{1,2})`
const dotted = String.raw`(?<d>\d{1,2})\.\s?(?<mo>\d{1,2})\.\s?(?<y>\d{4}|\d\d)`
const either = String.raw`(?<a>\d{1,2})(?<sep>[-/])(?<b>\d{1,2})\k<sep>(?<y>\d{4}|\d\d)`
const dayName = String.raw`(?:\p{L}{3,10}\.?,?\s+)?`
const dayMonth = String.raw`(?<d>\d{1,2})(?:\.\s?|[-/\s])(?:de\s)?(?<mon>\p{L}{3,10})\.?[-/,\s]+(?:de\s)?(?<y>\d{4}|\d\d)`
const monthDay = String.raw`(?<mon>\p{L}{3,10})\.?\s+(?<d>\d{1,2}),?\s+(?<y>\d{4})`
const between = String.raw`(?:[T_,:-]|,?\s+|,|\s(?:-|@|at|um|\u00e0)\s)`
/** For places without colons, such as file names. */
const dashClock = String.raw`(?<h>\d\d)[-.](?<mi>\d\d)[-.](?<s>\d\d)(?:[.,_-](?<f>\d{1,9}))?`
/** Behind a date only: alone it could be a number. */
const dotClock = String.raw`(?<h>\d{1,2})\.(?<mi>\d\d)\.(?<s>\d\d)(?:[.,](?<f>\d{1,9}))?(?:\s*(?<ap>[AaPp])\.?\s?[Mm]\.?)?`
const eastAsian = String.raw`(?<y>\d{4})[\u5e74\ub144]\s?(?<mo>\d{1,2})[\u6708\uc6d4]\s?(?<d>\d{1,2})[\u65e5\uc77c]`
const eastClock = String.raw`(?<h>\d{1,2})[\u6642\u65f6\u70b9\uc2dc]\s?(?<mi>\d\d)[\u5206\ubd84]\s?(?<s>\d\d)(?:\.(?<f>\d{1,9}))?[\u79d2\ucd08]`
const yearMonth = String.raw`(?<y>\d{4})[-\s](?<mon>\p{L}{3,10})[-\s](?<d>\d{1,2})`
const ctime = String.raw`(?<mon>[A-Za-z]{3})\s+(?<d>\d{1,2})\s+${clock}(?:\s+(?:(?<off>UTC|GMT)|[A-Z]{3,4}))?\s+(?<y>\d{4})`
const compact = String.raw`(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)[T_\s-]?(?<h>\d\d):?(?<mi>\d\d):?(?<s>\d\d)(?:[.,]?(?<f>\d{1,9}))?`

const form = (name: string, pattern: string): TimeForm => ({
  name,
  parse: partsBy(new RegExp(`^${pattern}$`, 'iu')),
})

/** In the order of trial. */
const forms: readonly TimeForm[] = [
  form('date and time, year first', `${ymd}${between}${clock}${zoneMark}`),
  form('date and time, day first', `${dotted}${between}${clock}${zoneMark}`),
  form('date and time', `${dayName}${either}${between}${clock}${zoneMark}`),
  form('date and time with the name of the month', `${dayName}${dayMonth}${between}${clock}${zoneMark}`),
  form('date and time with the name of the month', `${dayName}${monthDay}${between}${clock}${zoneMark}`),
  form('date and time with the name of the month', `${dayName}${ctime}`),
  form('date and time with the name of the month', `${yearMonth}${between}${clock}${zoneMark}`),
  form('date and time, year first', `${ymd}${between}${dashClock}${zoneMark}`),
  form('date and time, day first', `${dotted}${between}${dotClock}${zoneMark}`),
  form('date and time', `${either}${between}${dotClock}${zoneMark}`),
  form('date and time with the name of the month', `${dayMonth}${between}${dotClock}${zoneMark}`),
  form('date and time, year first', `${eastAsian}\\s*${clock}${zoneMark}`),
  form('date and time, year first', `${eastAsian}\\s*${eastClock}`),
  form('date and time in digits', `${compact}${zoneMark}`),
  form('time of day and date', `${clock}${zoneMark}[\\s,]+(?:${ymd})`),
  form('time of day and date', `${clock}[\\s,]+${dotted}`),
  form('time of day and date', `${clock}[\\s,]+${either}`),
  form('time of day', `${clock}${zoneMark}`),
]
const dateForms: readonly TimeForm[] = [
  ymd,
  dotted,
  `${dayName}${either}`,
  `${dayName}${dayMonth}`,
  monthDay,
].map((each) => form('date', each))

/** The most common form; null when it fits fewer than half of the samples. */
export function timeFormOf(samples: readonly string[], { dates = false } = {}): TimeForm | null {
  let best: TimeForm | null = null
  let most = Math.max(1, samples.length / 2)
  for (const each of dates ? dateForms : forms) {
    const fits = samples.filter((text) => each.parse(bareTime(text)) !== null).length
    if (fits > most || (fits === most && best === null)) {
      best = each
      most = fits
    }
  }
  return best
}

/** Removes a spreadsheet's wrapping. */
export const bareTime = (field: string): string => {
  const text = field.trim()
  return /^[="'[]/.test(text)
    ? text
        .replace(/^="(.*)"$/, '$1')
        .replace(/^'/, '')
        .replace(/^\[(.*)\]$/, '$1')
    : text
}

const tokens: Readonly<Record<string, string>> = {
  yyyy: String.raw`(?<y>\d{4})`,
  yy: String.raw`(?<y>\d\d)`,
  MMMM: String.raw`(?<mon>\p{L}{3,10})\.?`,
  MMM: String.raw`(?<mon>\p{L}{3,10})\.?`,
  MM: String.raw`(?<mo>\d\d)`,
  M: String.raw`(?<mo>\d{1,2})`,
  dd: String.raw`(?<d>\d\d)`,
  d: String.raw`(?<d>\d{1,2})`,
  HH: String.raw`(?<h>\d\d)`,
  H: String.raw`(?<h>\d{1,2})`,
  hh: String.raw`(?<h>\d{1,2})`,
  h: String.raw`(?<h>\d{1,2})`,
  mm: String.raw`(?<mi>\d\d)`,
  m: String.raw`(?<mi>\d{1,2})`,
  ss: String.raw`(?<s>\d\d)`,
  s: String.raw`(?<s>\d{1,2})`,
  S: String.raw`(?<f>\d{1,9})`,
  a: String.raw`(?<ap>[AaPp])\.?\s?[Mm]\.?`,
  Z: `(?<off>Z|(?:UTC|GMT)(?:${offset})?|${offset})`,
}
/** The strftime equivalents. */
const percent: Readonly<Record<string, string>> = {
  Y: 'yyyy',
  y: 'yy',
  m: 'MM',
  b: 'MMM',
  B: 'MMMM',
  d: 'd',
  H: 'H',
  I: 'h',
  M: 'mm',
  S: 'ss',
  f: 'S',
  p: 'a',
  z: 'Z',
  T: 'HH:mm:ss',
  F: 'yyyy-MM-dd',
}

/** Parses a person's format: `dd.MM.yyyy HH:mm:ss.SSS`, or `%d.%m.%Y %H:%M:%S.%f`. Returns a text when it is unusable. */
export function timeFormFrom(given: string): TimeForm | string {
  const format = given.replace(/%([A-Za-z])/g, (_all, letter: string) => percent[letter] ?? `%${letter}`)
  const unknown = /%[A-Za-z]/.exec(format)
  if (unknown !== null) return `${unknown[0]} is not known`
  const used = new Set<string>()
  let twice = ''
  const pattern = format.replace(
    /'([^']*)'|y+|M+|d+|H+|h+|m+|s+|S+|a|Z+|T|\s+|./g,
    (part, literal?: string) => {
      if (literal !== undefined) return escaped(literal)
      if (/^\s/.test(part)) return String.raw`\s+`
      const token = tokens[/^[SZ]/.test(part) ? part.charAt(0) : part]
      if (token === undefined) return escaped(part)
      const name = /<(\w+)>/.exec(token)?.[1] ?? ''
      if (used.has(name)) twice = part
      used.add(name)
      return token
    },
  )
  if (twice !== '') return `${twice} is given twice`
  const date = used.has('y') || used.has('d') || used.has('mo') || used.has('mon')
  if (date && !(used.has('y') && used.has('d') && (used.has('mo') || used.has('mon'))))
    return 'year, month or day is missing'
  if (!used.has('h') || !used.has('mi')) return 'hour or minute is missing'
  return { name: `--time-format ${given}`, parse: partsBy(new RegExp(`^${pattern}$`, 'iu')) }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)

function partsBy(pattern: RegExp): (text: string) => TimeParts | null {
  return (text) => {
    const group = pattern.exec(text)?.groups
    if (group === undefined) return null
    const dayMs = dayMsOf(group)
    const date = dateOf(group)
    if (dayMs === undefined || date === undefined) return null
    return { date, dayMs, offsetMin: offsetOf(group.off) }
  }
}

type Groups = Record<string, string | undefined>

/** Undefined for an impossible time; a second of 60 is a leap second. */
function dayMsOf({ h, mi, s = '0', f = '', ap }: Groups): number | null | undefined {
  if (h === undefined) return null
  let hour = Number(h)
  if (ap !== undefined) {
    if (hour < 1 || hour > 12) return undefined
    hour = (hour % 12) + (/p/i.test(ap) ? 12 : 0)
  }
  const [minute, second] = [Number(mi), Number(s)]
  if (hour > 23 || minute > 59 || second > 60) return undefined
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number(f.slice(0, 3).padEnd(3, '0'))
}

function dateOf({ y, mo, d, a, b, mon }: Groups): TimeParts['date'] | undefined {
  if (y === undefined) return null
  const year = y.length === 2 ? 2000 + Number(y) : Number(y)
  // 25-03-03 is probably 3 March 2025, not 2003: only --time-format can decide.
  if (y.length === 2 && year < 2010) return undefined
  if (a !== undefined && b !== undefined) {
    const [first, second] = [Number(a), Number(b)]
    const possible =
      first >= 1 && second >= 1 && Math.max(first, second) <= 31 && Math.min(first, second) <= 12
    return possible ? { year, first, second, either: true } : undefined
  }
  const month = mon === undefined ? Number(mo) : monthOfName(mon)
  const day = Number(d)
  const real = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  return real ? { year, first: month, second: day, either: false } : undefined
}

function offsetOf(mark: string | undefined): number | null {
  if (mark === undefined) return null
  const [, sign, hours, minutes = '0'] = /([+-])(\d{1,2})(?::?(\d\d))?$/.exec(mark) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
