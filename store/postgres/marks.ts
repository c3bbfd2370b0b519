/**
 * Marks of stretches of time (store.ts), counted by PostgreSQL itself from its indexes alone. A minute is written once, and if one is
 * ever rewritten, others follow it on the same day, so counting is enough.
 */
import type { Stretch } from '../store.ts'
import { columnsOf, spread } from './columns.ts'
import { whole } from './fact-rows.ts'
import type { Run } from './postgres-link.ts'

export async function readMarks(
  run: Run,
  cushion: number,
  stretches: readonly Stretch[],
): Promise<readonly string[]> {
  const rows = await run<{ mark: string }>(sql, [
    cushion,
    ...columnsOf(
      stretches,
      ({ fromMs }) => whole(fromMs),
      ({ toMs }) => whole(toMs),
    ),
  ])
  return rows.map(({ mark }) => mark)
}

const of = (what: string, table: string, at: string) =>
  `(SELECT ${what} FROM ${table} WHERE cushion = $1 AND "${at}" >= stretch."from" AND "${at}" < stretch."to")`

const sql = `SELECT concat_ws(' ',
    ${of('count(*)', 'seat_minute', 'atMs')},
    ${of(`count(*) || '/' || coalesce(sum("endedAtMs"), 0)`, 'seat_bout', 'startedAtMs')},
    ${of('count(*)', 'seat_event', 'atMs')}) AS mark
  FROM ${spread(['int8', 'int8'], 2)} WITH ORDINALITY AS stretch ("from", "to", place) ORDER BY place`
