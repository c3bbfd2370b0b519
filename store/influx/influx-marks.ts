/**
 * Marks of stretches of time (store.ts), counted by InfluxDB itself: one group a stretch for as long as they follow one another in
 * equal steps, as a sitter's days do but where the clocks change. Groups of an hour, which fit any day, take twice as long.
 */
import type { Stretch } from '../store.ts'
import type { Series } from './influx-answer.ts'
import { within } from './influx-pages.ts'
import { measurement } from './lines.ts'

/**
 * What tells one content from another, per measurement. A minute is made once, and should one ever be made anew, others
 * follow it on the same day: of the many of a year counting is enough, and half the work.
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

/** One mark a stretch, from the answers to these statements: a row stands at the beginning of its stretch. */
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

/** Stretches that follow one another and are equally long, as one. */
function runsOf(stretches: readonly Stretch[]): { fromMs: number; toMs: number; stepMs: number }[] {
  const runs: { fromMs: number; toMs: number; stepMs: number }[] = []
  for (const { fromMs, toMs } of stretches) {
    const run = runs.at(-1)
    if (run !== undefined && run.toMs === fromMs && run.stepMs === toMs - fromMs) run.toMs = toMs
    else runs.push({ fromMs, toMs, stepMs: toMs - fromMs })
  }
  return runs
}
