/** What these settings keep outside the data folder, so that no backup of the folder holds it. */
import type { BackupAnswer } from '../../contract/backup.ts'
import type { Settings } from '../../settings/settings.ts'

export const keptElsewhere = ({ store, accounts }: Settings): BackupAnswer['elsewhere'] => [
  ...(store === 'sqlite' ? [] : (['readings'] as const)),
  ...(accounts === 'sqlite' ? [] : (['accounts', 'diary'] as const)),
]
