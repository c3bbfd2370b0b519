/** The accounts of a cohort: one physio, and the sitters who share everything with them. What is there already stays. */
import { grantScopes, type Role } from '../../contract/people.ts'
import { addDays } from '../../core/time/calendar.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { type Accounts, openAccounts } from '../../dashboard/server/people/accounts.ts'
import { secretOf } from '../../dashboard/server/people/sign-in/secret-file.ts'
import { SignIn } from '../../dashboard/server/people/sign-in/sign-in.ts'
import { wallClock } from '../../platform/clock.ts'
import type { Settings } from '../../settings/settings.ts'
import { type CohortCalendar, type Sitter, seatAt } from '../../tools/cohort/chapters.ts'
import { cohortDays } from '../../tools/cohort/characters.ts'
import { freshPassword } from '../fresh-password.ts'
import { accountsFiles } from '../roles/accounts-files.ts'

export const physioName = 'physio'

interface Made {
  /** Ids of the sitters, by name. */
  readonly ids: ReadonlyMap<string, string>
  /** Of every account; null: the physio was there already. */
  readonly password: string | null
}

export async function cohortPeople(
  values: Settings,
  { sitters, calendar }: { readonly sitters: readonly Sitter[]; readonly calendar: CohortCalendar },
): Promise<Made> {
  const { address, secretFile, secret } = accountsFiles(values)
  const accounts = await openAccounts(address)
  try {
    const signIn = new SignIn({
      accounts,
      secret: secret ?? secretOf(secretFile),
      host: 'localhost',
      clock: wallClock,
    })
    const password = freshPassword()
    const idOf = async (userName: string, roles: readonly Role[]) => {
      const known = await accounts.roster.byUserName(userName)
      if (known !== null) return { id: known.id, added: false }
      const added = await signIn.addPerson({ userName, password }, roles)
      return added === 'taken' ? { id: '', added: false } : { id: added.id, added: true }
    }
    const physio = await idOf(physioName, ['physio', 'admin'])
    const ids = new Map<string, string>()
    for (const sitter of sitters) {
      const { id } = await idOf(sitter.name, ['sitter'])
      ids.set(sitter.name, id)
      await seat(accounts, { id, sitter, calendar })
      await share(accounts, { sitterId: id, physioId: physio.id, nowMs: calendar.madeAtMs })
    }
    return { ids, password: physio.added ? password : null }
  } finally {
    await accounts.close()
  }
}

/** The cushions that this sitter has, and had. */
async function seat(
  accounts: Accounts,
  { id, sitter, calendar }: { id: string; sitter: Sitter; calendar: CohortCalendar },
): Promise<void> {
  if ((await accounts.assignments.ofSitter(id)).length > 0) return
  const days = new ZoneDays(calendar)
  const today = days.at(calendar.madeAtMs).day
  const startOf = (daysAgo: number) => days.on(addDays(today, -daysAgo)).startMs
  const { otherSeatUntil } = sitter.character
  if (otherSeatUntil !== undefined) {
    const { cushion } = seatAt(sitter, cohortDays)
    await accounts.assignments.assign({ cushion, sitterId: id, fromMs: startOf(cohortDays) })
    await accounts.assignments.release(cushion, startOf(otherSeatUntil))
  }
  const fromMs = startOf(otherSeatUntil ?? cohortDays)
  await accounts.assignments.assign({ cushion: sitter.cushion, sitterId: id, fromMs })
}

async function share(
  accounts: Accounts,
  { sitterId, physioId, nowMs }: { sitterId: string; physioId: string; nowMs: number },
): Promise<void> {
  const held = await accounts.grants.heldBy(physioId, nowMs)
  if (held.some((grant) => grant.sitterId === sitterId)) return
  await accounts.grants.add({ sitterId, physioId, scopes: grantScopes, fromMs: nowMs, untilMs: null, nowMs })
}
