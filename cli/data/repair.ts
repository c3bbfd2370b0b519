/** `sitbone repair --clock`: moves data that a wrong clock has dated to its true time. Only shows the changes without --confirm. */

import { inTransaction } from '../../platform/sqlite/transaction.ts'
import { SettingsError } from '../../settings/settings.ts'
import type { CushionRow, EventPlace } from '../../store/sqlite/fact-tables.ts'
import { moveStretch } from '../../store/sqlite/move-stretch.ts'
import { type Opened, openToTend } from '../../store/sqlite/opened.ts'
import { type WrongStretch, wrongStretches } from '../../store/wrong-clock.ts'
import type { CommandContext } from '../context.ts'
import { folderOf } from './export.ts'

export async function runRepair({ values, options, log }: CommandContext): Promise<number> {
  if (options.clock !== true)
    throw new SettingsError(
      'Nothing was changed: say what to repair. Use --clock for readings with wrong times.',
    )
  if (values.store !== 'sqlite')
    throw new SettingsError(
      '--store: only the embedded store can be repaired. In InfluxDB or PostgreSQL, the clock-jump events show which period has wrong times, and by how much.',
    )
  const alone = options.confirm === true
  const opened = openToTend(folderOf(values, options.simulated === true), {
    alone,
    days: values['retention-days'],
    log,
  })
  try {
    const found = opened.facts
      .cushions()
      .flatMap((cushion) =>
        wrongStretches(jumpsOf(opened, cushion), Date.now()).map((stretch) => ({ cushion, stretch })),
      )
    const movable = found.filter(({ stretch }) => stretch.alone)
    for (const { cushion, stretch } of found) process.stdout.write(`${describe(opened, cushion, stretch)}\n`)
    if (alone)
      inTransaction(opened.db, () => {
        for (const { cushion, stretch } of movable) moveStretch(opened, cushion.id, stretch)
      })
    process.stdout.write(`${outcome(movable.length, alone)}\n`)
    return 0
  } finally {
    opened.db.close()
  }
}

function jumpsOf({ facts }: Opened, { id }: CushionRow) {
  const events = []
  let place: EventPlace | null = { atMs: Number.MIN_SAFE_INTEGER, slot: -1, key: '' }
  while (place !== null) {
    const page: ReturnType<typeof facts.events> = facts.events(id, place, Number.MAX_SAFE_INTEGER)
    events.push(...page.events)
    place = page.next
  }
  return events
}

function describe(
  { frames }: Opened,
  { id, name }: CushionRow,
  { fromMs, toMs, byMs, alone }: WrongStretch,
): string {
  const iso = (ms: number) => new Date(ms).toISOString()
  const stretch = `${name}: from ${iso(fromMs)} to ${iso(toMs - 1)}`
  if (!alone)
    return `${stretch} the clock was wrong, but correctly dated readings fall in the same period. They cannot be told apart by time, so none were changed.`
  const way = `${Math.abs(byMs / 1000)} s ${byMs < 0 ? 'earlier' : 'later'}`
  return (
    `${stretch} the clock was wrong: about ${frames.count(id, fromMs, toMs)} raw readings with their minutes, bouts and events belong ` +
    `${way}, from ${iso(fromMs + byMs)} on. What the recorder set aside of them comes in with "sitbone import --shift ${byMs / 1000}".`
  )
}

function outcome(movable: number, moved: boolean): string {
  if (movable === 0) return 'There is nothing to move. Nothing was changed.'
  return moved
    ? 'They were moved. Data that was already there at the true time was not changed.'
    : 'Nothing was moved yet. Check that the clock of this computer is right now, stop Sitbone, then move them with --confirm.'
}
