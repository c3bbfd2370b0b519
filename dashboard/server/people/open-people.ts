/** Opens the accounts with all that belongs to them. Imported only once there are accounts: the libraries behind it are large. */
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { KnownHosts } from '../http/origin.ts'
import { openAccounts } from './accounts.ts'
import { accountRouter } from './api/account-router.ts'
import type { AccountsAddress } from './database/open.ts'
import { Access, type AccessOptions, type KnownCushions } from './gate/access.ts'
import { invitationSender, type MailSetting } from './mail/mail.ts'
import type { OpenPeople } from './people.ts'
import { isSameSecret } from './records/same-secret.ts'
import { secretOf } from './sign-in/secret-file.ts'
import { SignIn } from './sign-in/sign-in.ts'

const hourMs = 3_600_000
const otherSecret =
  'The accounts were last opened with another secret: everybody signs in anew, and second factors are set up again. Where several dashboards share the accounts, give each the same --accounts-secret.'

export interface AccountsOptions {
  readonly address: AccountsAddress
  readonly secretFile: string
  /** The one that several servers share, in place of the file. */
  readonly secret?: string | null
  /** Name under which people reach this server. */
  readonly host: string
  readonly hosts: KnownHosts
  readonly publicPath: string
  /** Null: no e-mail is sent. */
  readonly mail: MailSetting | null
  readonly clock: Clock
  readonly log: Log
  readonly cushions: KnownCushions
  readonly kept: AccessOptions['kept']
}

/** Null: nobody has an account yet. */
export async function openPeople(options: AccountsOptions, changed: () => void): Promise<OpenPeople | null> {
  const { address, host, clock, log, cushions, kept } = options
  const accounts = await openAccounts(address)
  try {
    if (!(await accounts.roster.anybody())) {
      await accounts.close()
      return null
    }
    const secret = options.secret ?? secretOf(options.secretFile)
    if (!(await isSameSecret(accounts.database.db, secret))) log.warn({}, otherSecret)
    const signIn = new SignIn({ accounts, secret, host, clock })
    const access = new Access({ accounts, signIn, clock, log, cushions, kept })
    access.changes.on('change', changed)
    await access.look()
    access.start()
    const forgetting = setInterval(() => {
      accounts.audit
        .forgetOld(clock.nowMs())
        .catch((error: unknown) =>
          log.warn(
            { err: error },
            'Old entries of the audit log could not be forgotten; Sitbone tries again in an hour.',
          ),
        )
    }, hourMs).unref()
    return {
      access,
      router: accountRouter({
        access,
        hosts: options.hosts,
        publicPath: options.publicPath,
        sendInvitation: options.mail === null ? null : invitationSender(options.mail, { clock, log }),
      }),
      async stop() {
        clearInterval(forgetting)
        access.stop()
        await accounts.close()
      },
    }
  } catch (error) {
    await accounts.close()
    throw error
  }
}
