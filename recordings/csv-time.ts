/**
 * The time column of a CSV file as epoch milliseconds. Without a unit in the column map it is found out once, from the
 * first rows:
 *
 *   not a number                              ISO 8601; without an offset it is wall time in the given zone
 *   from 1e14 / 1e11 / 1e8                    epoch in microseconds / milliseconds / seconds
 *   smaller, with fractions or steps under 5  seconds since the logger started
 *   smaller, otherwise                        milliseconds since the logger started (an Arduino's millis())
 *
 * Time since a start has no date: it counts from 1970-01-01T00:00Z.
 */
import { Zone } from '../core/time/zone.ts'
import type { TimeUnit } from './column-map.ts'
import { numberOf, type Separator } from './csv-row.ts'

export function timeUnitOf(samples: readonly string[], separator: Separator): TimeUnit {
  const numbers = samples.map((text) => numberOf(text, separator)).filter((value) => !Number.isNaN(value))
  if (numbers.length * 2 < samples.length || numbers.length === 0) return 'iso'
  const middle = numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
  if (middle >= 1e14) return 'us'
  if (middle >= 1e11) return 'ms'
  if (middle >= 1e8) return 's'
  const steps = numbers.slice(1).map((value, index) => value - (numbers[index] ?? 0))
  const step = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  return step < 5 || numbers.some((value) => !Number.isInteger(value)) ? 's' : 'ms'
}

export type TimeReader = (field: string) => number

/** Gives whole epoch ms, or NaN for what is no time. */
export function timeReader(unit: TimeUnit, how: { separator: Separator; zone: string }): TimeReader {
  if (unit === 'iso') return isoReader(how.zone)
  const perUnit = { us: 0.001, ms: 1, s: 1000 }[unit]
  return (field) => {
    const value = numberOf(field, how.separator) * perUnit
    return value >= 0 && value < 253_402_300_800_000 ? Math.floor(value + 1e-6) : NaN
  }
}

function isoReader(zone: string): TimeReader {
  const clock = new Zone(zone)
  return (field) => {
    const text = field.trim()
    const local = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)$/.exec(text)
    if (local === null) return /^\d{4}-\d\d-\d\d[T ]/.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN
    const wallMs = Date.parse(`${local[1]}T${(local[2] ?? '').replace(',', '.')}Z`)
    return clock.instantOf(wallMs)
  }
}
