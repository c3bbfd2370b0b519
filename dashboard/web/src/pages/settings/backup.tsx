/** A backup at the press of a button, for the admin or the one person of this computer. */
import { useSignal } from '@preact/signals'
import type { BackupAnswer } from '../../../../../contract/backup.ts'
import { Refused } from '../../components/answered.tsx'
import { useApp } from '../../session/app-context.ts'
import { useChanges } from '../../session/use-changes.ts'

const elsewhereWords = {
  readings: 'The readings are in InfluxDB: use its own backup for them.',
  accounts: 'The accounts are in PostgreSQL: use its own backup for them.',
  diary: 'The diary is in PostgreSQL too, with the accounts.',
} as const

export function Backup() {
  const { account } = useApp()
  const made = useSignal<BackupAnswer | null>(null)
  const changes = useChanges()
  const me = account.me.value
  if (me === null || (me.mode === 'people' && !me.roles.includes('admin'))) return null
  const make = async (): Promise<void> => {
    made.value = null
    made.value = await changes.ask<BackupAnswer>({ method: 'POST', path: 'backups' })
  }
  return (
    <section class="card rows" aria-label="Backup">
      <div class="row">
        <div>
          <h2>Backup</h2>
          <p class="small">
            Copies readings, diary, accounts, limits and calibrations to a new folder on the computer that
            runs Sitbone. Recording goes on meanwhile.
          </p>
          <div aria-live="polite">{made.value !== null && <Made backup={made.value} />}</div>
          <Refused message={changes.refused.value} />
        </div>
        <button type="button" class="button" disabled={changes.busy.value} onClick={() => void make()}>
          {changes.busy.value ? 'Making a backup' : 'Make a backup'}
        </button>
      </div>
    </section>
  )
}

const Made = ({ backup: { folder, files, bytes, elsewhere } }: { readonly backup: BackupAnswer }) => (
  <>
    <p class="small">
      The backup is ready: {files} files, {Math.max(1, Math.round(bytes / 1e6))} MB, in <code>{folder}</code>.
    </p>
    <p class="small">
      It holds health data and passwords. Copy it to another disk that only you can read, and delete it here
      when you no longer need it. {elsewhere.map((what) => elsewhereWords[what]).join(' ')}
    </p>
  </>
)
