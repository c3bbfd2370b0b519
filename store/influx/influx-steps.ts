/** Frames reduced by InfluxDB itself to one mean per step of time. */
import { type FrameStep, meanCount, meanKpa, type StepRange } from '../frame-steps.ts'
import type { Series } from './influx-answer.ts'
import { measurement } from './lines.ts'
import { within } from './within.ts'

export const stepsStatement = ({ stepMs, ...range }: StepRange): string =>
  `SELECT count("seq"), count("kpaUnknown"), mean(/^c[0-9]+$/), mean(/^p[0-9]+Kpa$/) FROM "${measurement.frame}" WHERE ${within(range)} GROUP BY time(${stepMs}ms) fill(none)`

export function stepsOf({ columns, rows }: Series): FrameStep[] {
  const at = (name: string) => columns.indexOf(name)
  const [frames, unknown] = [at('count'), at('count_1')]
  const cells: { count: number; kpa: number }[] = []
  for (let cell = 0; at(`mean_c${cell}`) >= 0; cell++)
    cells.push({ count: at(`mean_c${cell}`), kpa: at(`mean_p${cell}Kpa`) })
  return rows.map((row) => {
    const number = (column: number): number | null => {
      const value = row[column]
      return typeof value === 'number' ? value : null
    }
    // The others belong to a board with more cells.
    const own = cells.filter(({ count }) => number(count) !== null)
    const kpa = own.map(({ kpa: column }) => {
      const value = number(column)
      return value === null ? null : meanKpa(value)
    })
    const calibrated = kpa.some((value) => value !== null) || (number(unknown) ?? 0) > 0
    return {
      atMs: number(0) ?? 0,
      frames: number(frames) ?? 0,
      kpa: calibrated ? kpa : null,
      counts: own.map(({ count }) => meanCount(number(count) ?? 0)),
    }
  })
}
