/**
 * What `--cohort` means for the other settings: a data folder of its own, and a simulated cushion for each sitter who still sits.
 * Refuses whatever could bring the cohort together with real data.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isSimulatedPort } from '../../settings/port-kinds.ts'
import { type ResolvedSettings, type SettingName, SettingsError } from '../../settings/settings.ts'
import { sittersOf, spellAt } from '../../tools/cohort/chapters.ts'
import { cohortFileName } from '../../tools/cohort/cohort-file.ts'

/** Everything that is not the cohort's own. */
const elsewhere: readonly SettingName[] = ['broker', 'store', 'accounts', 'cushions', 'calibration', 'layout']

/** Unchanged without a cohort. @throws SettingsError */
export function forCohort(resolved: ResolvedSettings): ResolvedSettings {
  const { values, sources } = resolved
  if (values.cohort === null) return resolved
  if (!isSimulatedPort(values.port))
    throw new SettingsError(
      '--cohort brings simulated cushions of its own, so nothing was started. Leave --port out, or leave --cohort out for your own cushion.',
    )
  const given = elsewhere.filter((name) => sources[name] !== 'default')
  if (given.length > 0)
    throw new SettingsError(
      `--cohort keeps everything in a folder of its own and shares nothing with real data, so nothing was started. Leave out: ${given.join(', ')}.`,
    )
  const data = sources.data === 'default' ? join(values.data, 'cohort') : values.data
  refuseOtherData(data)
  const cushions = sittersOf(values.cohort)
    .filter(({ character }) => spellAt(character, 0).sits !== null)
    .map(({ cushion: id }) => ({
      ...{ id, port: 'simulator', dtr: null, rts: null, layout: values.layout, calibration: null },
    }))
  return { ...resolved, values: { ...values, data, cushions } }
}

function refuseOtherData(data: string): void {
  if (!existsSync(data) || existsSync(join(data, cohortFileName)) || readdirSync(data).length === 0) return
  throw new SettingsError(
    `--data ${resolve(data)} holds other data already, and a simulated cohort never mixes with it, so nothing was started. Leave --data out, or name an empty folder.`,
  )
}
