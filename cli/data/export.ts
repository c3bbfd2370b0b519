/** `sitbone export`: writes the contents of either store to standard output. */

import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { dayMs } from '../../core/time/calendar.ts'
import { type Settings, SettingsError } from '../../settings/settings.ts'
import { exportRows } from '../../store/export.ts'
import type { StoredCushion } from '../../store/store.ts'
import type { CommandContext } from '../context.ts'
import { makeStore } from '../roles/store.ts'

const kinds = ['frames', 'minutes', 'bouts', 'events'] as const
const formats = ['csv', 'jsonl'] as const

export async function runExport({ values, options, log }: CommandContext): Promise<number> {
  const what = kinds.find((kind) => kind === options.what) ?? 'minutes'
  const format = formats.find((each) => each === options.format) ?? 'csv'
  const folder = folderOf(values, options.simulated === true)
  const store = await makeStore(values, folder, log)
  await store.start()
  try {
    const known = await store.cushions()
    const cushion = known.find((each) => each.cushion === values.cushion)
    if (cushion === undefined) {
      const names = known.map((each) => each.cushion).join(', ')
      throw new SettingsError(
        `--cushion ${values.cushion}: the store has no data for it. ${names === '' ? 'The store is empty.' : `It has: ${names}.`}`,
      )
    }
    const { fromMs, toMs } = range(options, cushion)
    for await (const text of exportRows(store, { cushion: values.cushion, what, fromMs, toMs, format }))
      if (!process.stdout.write(text)) await once(process.stdout, 'drain')
    return 0
  } finally {
    await store.stop()
  }
}

/** Simulated data has a separate embedded store; without the flag a real one takes precedence. */
export function folderOf(values: Settings, simulated: boolean): string {
  if (values.store !== 'sqlite') return values.data
  const apart = join(values.data, 'simulated')
  const real = statSync(join(values.data, 'sitbone.db'), { throwIfNoEntry: false }) !== undefined
  if (!simulated && real) return values.data
  if (statSync(join(apart, 'sitbone.db'), { throwIfNoEntry: false }) === undefined)
    throw new SettingsError(`--data ${values.data}: there is no store in this folder yet. Check --data.`)
  if (!simulated) process.stderr.write('This is simulated data.\n')
  return apart
}

function range(options: CommandContext['options'], cushion: StoredCushion): { fromMs: number; toMs: number } {
  const fromMs = instant('--from', options.from) ?? cushion.firstAtMs ?? 0
  const toMs = instant('--to', options.to) ?? (cushion.lastAtMs ?? 0) + dayMs
  if (toMs < fromMs) throw new SettingsError('--to is before --from.')
  return { fromMs, toMs }
}

function instant(flag: string, text: unknown): number | null {
  if (typeof text !== 'string') return null
  const ms = Date.parse(text)
  if (Number.isNaN(ms))
    throw new SettingsError(`${flag} ${text}: expected ISO 8601, for instance 2026-03-01T09:00:00Z.`)
  return ms
}
