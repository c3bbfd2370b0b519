/**
 * The first account of an installation: from then on everybody is asked who they are. What cushions recorded so far, and the
 * diary written beside it, becomes the first sitter's only where they say so. Imported only when it is wanted.
 */
import type { FirstPerson } from '../../../contract/people.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Diaries } from '../diary/diaries.ts'
import { openAccounts } from './accounts.ts'
import { diaryKeyOf } from './gate/sitter-diaries.ts'
import type { AccountsOptions } from './open-people.ts'
import { secretOf } from './sign-in/secret-file.ts'
import { SignIn } from './sign-in/sign-in.ts'

export interface FirstPersonOptions
  extends Pick<AccountsOptions, 'address' | 'secretFile' | 'secret' | 'host'> {
  readonly clock: Clock
  readonly diaries: Diaries | null
}

/** `late`: there are accounts already, and nothing was changed. */
export async function addFirstPerson(
  { address, secretFile, secret = null, host, clock, diaries }: FirstPersonOptions,
  { person, takes }: FirstPerson,
): Promise<'added' | 'late'> {
  const accounts = await openAccounts(address)
  try {
    if (await accounts.roster.anybody()) return 'late'
    const signIn = new SignIn({ accounts, secret: secret ?? secretOf(secretFile), host, clock })
    const added = await signIn.addPerson(person, ['sitter', 'admin'])
    if (added === 'taken') return 'late'
    const note = { atMs: clock.nowMs(), actorId: added.id, personId: added.id }
    await accounts.audit.add({ ...note, action: 'person-added' })
    for (const cushion of takes) {
      if ((await accounts.assignments.assign({ cushion, sitterId: added.id, fromMs: 0 })) === 'taken')
        continue
      await diaries?.rename(cushion, diaryKeyOf(added.id))
      await accounts.audit.add({ ...note, action: 'assigned', cushion })
    }
    return 'added'
  } finally {
    await accounts.close()
  }
}
