/**
 * `sitbone retention`: deletes at once what the embedded store would delete gradually, one day per hour. Only lists it without
 * --confirm.
 */
import { earliestMs } from '../../platform/seen-time.ts'
import { SettingsError } from '../../settings/settings.ts'
import { describeOld } from '../../store/old-frames.ts'
import { openToTend } from '../../store/sqlite/opened.ts'
import type { CommandContext } from '../context.ts'
import { storeSetting } from '../roles/store.ts'
import { folderOf } from './export.ts'

const deletedElsewhere = {
  influx:
    '--store: InfluxDB deletes readings by its own retention policy. See ALTER RETENTION POLICY in its manual.',
  postgres:
    '--store: in PostgreSQL the recorder deletes raw readings older than --retention-days by itself, one day per hour. Set that and leave the recorder running.',
} as const

export async function runRetention({ values, options, log }: CommandContext): Promise<number> {
  const { kind } = storeSetting(values, values.data)
  if (kind !== 'sqlite') throw new SettingsError(deletedElsewhere[kind])
  const nowMs = Date.now()
  if (nowMs < earliestMs)
    throw new SettingsError(
      `The clock of this computer shows ${new Date(nowMs).toISOString()}, which cannot be right, so nothing was deleted. Set the clock first.`,
    )
  const alone = options.confirm === true
  const days = values['retention-days']
  const { db, facts, retention } = openToTend(folderOf(values, options.simulated === true), {
    alone,
    days,
    log,
  })
  try {
    const old = facts
      .cushions()
      .map((cushion) => retention.older(cushion, { days, nowMs, mostMs: Number.POSITIVE_INFINITY }))
      .filter((one) => one !== null)
    for (const one of old) {
      if (alone) await retention.delete(one)
      process.stdout.write(`${describeOld({ ...one, name: one.cushion.name }, days)}\n`)
    }
    process.stdout.write(`${outcome(old.length, alone)}\n`)
    return 0
  } finally {
    db.close()
  }
}

function outcome(found: number, deleted: boolean): string {
  if (found === 0) return 'No raw readings are older than that. Nothing was deleted.'
  return deleted
    ? 'They were deleted. Minutes, bouts and events are kept.'
    : 'Nothing was deleted yet. Stop Sitbone, then delete them with --confirm; minutes, bouts and events are kept.'
}
