/** Passed to every command. */
import type { Log } from '../platform/log.ts'
import type { ResolvedSettings, Settings } from '../settings/settings.ts'

export interface CommandContext {
  readonly settings: ResolvedSettings
  readonly values: Settings
  /** Options of this command only, as commander names them. */
  readonly options: Readonly<Record<string, unknown>>
  readonly log: Log
}
