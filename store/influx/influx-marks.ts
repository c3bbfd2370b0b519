/**
 * Marks of stretches of time (store.ts), counted by InfluxDB itself: one group per stretch while they follow one another in equal
 * steps, as a sitter's days do except where the clocks change. Groups of an hour, which fit any day, take twice as long.
 */
import type { Stretch } from '../store.ts'
import type { Series } from './influx-answer.ts'
import { measurement } from './lines.ts'
import { within } from './within.ts'

/**
 * What distinguishes one content from another, per measurement. A minute is written once, and if one is ever rewritten, others
 * follow it on the same day. So counting is enough, and half the work over a year.
 */
const counted = [
  { name: measurement.minute, fields: 'count("seatedS")' },
  { name: measurement.bout, fields: 'count("endedAtMs"), sum("endedAtMs")' },
  { name: measurement.event, fields: 'count("kind")' },
]

export function markStatements(cushion: string, stretches: readonly Stretch[]): string[] {
  return runsOf(stretches).flatMap(({ fromMs, toMs, stepMs }) =>
    counted.map(
      ({ name, fields }) =>
        `SELECT ${fields} FROM "${name}" WHERE ${within({ cushion, fromMs, toMs })} ` +
        `GROUP BY time(${stepMs}ms, ${fromMs % stepMs}ms) fill(none)`,
    ),
  )
}

/** One mark per stretch, from the answers to these statements: a row has the time at which its stretch begins. */
export function marksOf(stretches: readonly Stretch[], answers: readonly Series[][]): string[] {
  const marks = new Map(stretches.map(({ fromMs }) => [fromMs, counted.map(() => '0/0')]))
  answers.forEach((answer, i) => {
    for (const [atMs, count, sum] of answer[0]?.rows ?? []) {
      const parts = marks.get(Number(atMs))
      if (parts !== undefined) parts[i % counted.length] = `${Number(count ?? 0)}/${Number(sum ?? 0)}`
    }
  })
  return stretches.map(({ fromMs }) => marks.get(fromMs)?.join(' ') ?? '')
}

/** Combines stretches that follow one another and have the same length. */
function runsOf(stretches: readonly Stretch[]): { fromMs: number; toMs: number; stepMs: number }[] {
  const runs: { fromMs: number; toMs: number; stepMs: number }[] = []
  for (const { fromMs, toMs } of stretches) {
    const run = runs.at(-1)
    if (run !== undefined && run.toMs === fromMs && run.stepMs === toMs - fromMs) run.toMs = toMs
    else runs.push({ fromMs, toMs, stepMs: toMs - fromMs })
  }
  return runs
}
