/**
 * Frames reduced by InfluxDB itself to one mean per step of time. Every statement, and every field in it, costs much where data is
 * recent. So the pressures are asked for first, which is enough wherever the last cell that any board has was believed throughout.
 */
import { meanCount, meanKpa } from '../frame-steps.ts'
import type { FrameStep, StepRange } from '../store.ts'
import type { Series, Value } from './influx-answer.ts'
import type { InfluxReader } from './influx-reader.ts'
import { measurement } from './lines.ts'
import { within } from './within.ts'

const countFields = '/^c[0-9]+$/'
const kpaFields = '/^p[0-9]+Kpa$/'

/** Costs next to nothing. */
export const frameFields = `SHOW FIELD KEYS FROM "${measurement.frame}"`

/** Of all boards that ever wrote, the names of the fields for counts: one for each cell. */
export const countsAmong = (fields: readonly Series[] = []): readonly string[] =>
  (fields[0]?.rows ?? []).map((row) => String(row[0])).filter((name) => /^c\d+$/.test(name))

export async function readInfluxSteps(reader: InfluxReader, range: StepRange): Promise<readonly FrameStep[]> {
  const [plain, fields] = await reader.query([meansOf(range, ''), frameFields])
  const mostCells = countsAmong(fields).length
  const found = (plain ?? []).flatMap((series) => stepsOf(series, () => mostCells))
  if (found.every(({ kpa }) => (kpa?.at(-1) ?? null) !== null)) return found
  const edge = (order: 'ASC' | 'DESC') =>
    `SELECT ${countFields} FROM "${measurement.frame}" WHERE ${within(range)} ORDER BY time ${order} LIMIT 1`
  const edges = await reader.query([edge('ASC'), edge('DESC')])
  const [first = 0, last = 0] = edges.map(cellsOf)
  const steps = (plain ?? []).flatMap((series) => stepsOf(series, () => first))
  if (first === last && steps.every(({ kpa }) => kpa !== null)) return steps
  // Relative mode, or a board that was exchanged for one with more or fewer cells.
  const [all] = await reader.query([meansOf(range, `, mean(${countFields})`)])
  return (all ?? []).flatMap((series) => stepsOf(series, (counts) => counts.length))
}

const meansOf = ({ stepMs, ...range }: StepRange, more: string): string =>
  `SELECT count("seq"), count("kpaUnknown"), mean(${kpaFields})${more} FROM "${measurement.frame}" WHERE ${within(range)} GROUP BY time(${stepMs}ms) fill(none)`

/** Of the first frame in an answer. */
function cellsOf(series: readonly Series[]): number {
  const [row] = series[0]?.rows ?? []
  return row === undefined ? 0 : row.slice(1).filter((value) => value !== null).length
}

/** `cells`: how many a step has, told its counts, if they were asked for. */
function stepsOf({ columns, rows }: Series, cells: (counts: readonly number[]) => number): FrameStep[] {
  const places = (name: (cell: number) => string): number[] => {
    const found: number[] = []
    for (let at = columns.indexOf(name(0)); at >= 0; at = columns.indexOf(name(found.length))) found.push(at)
    return found
  }
  const kpaPlaces = places((cell) => `mean_p${cell}Kpa`)
  const countPlaces = places((cell) => `mean_c${cell}`)
  const [frames, unknown] = [columns.indexOf('count'), columns.indexOf('count_1')]
  return rows.map((row) => {
    const number = (place: number): number | null => numberOf(row[place])
    const counts = countPlaces.flatMap((place) => number(place) ?? []).map(meanCount)
    const kpa = Array.from({ length: cells(counts) }, (_, cell) => {
      const value = number(kpaPlaces[cell] ?? -1)
      return value === null ? null : meanKpa(value)
    })
    const calibrated = kpa.some((value) => value !== null) || (number(unknown) ?? 0) > 0
    const step = { atMs: number(0) ?? 0, frames: number(frames) ?? 0 }
    return calibrated ? { ...step, kpa, counts: null } : { ...step, kpa: null, counts }
  })
}

const numberOf = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null)
