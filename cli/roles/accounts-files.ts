/** Where the accounts are kept: beside the real data, also while only a simulated cushion runs. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AccountsOptions } from '../../dashboard/server/people/open-people.ts'
import type { Settings } from '../../settings/settings.ts'

export const accountsFiles = (
  values: Settings,
): Pick<AccountsOptions, 'address' | 'secretFile' | 'secret'> => ({
  address:
    values.accounts === 'sqlite'
      ? { kind: 'sqlite', file: join(values.data, 'accounts.db') }
      : {
          kind: 'postgres',
          url: values.accounts,
          ...(values['accounts-password'] === null ? {} : { password: values['accounts-password'] }),
        },
  secretFile: join(values.data, 'accounts.secret'),
  secret: values['accounts-secret'],
})

/** Loads the accounts only if there may be some. */
export async function hasAccounts(values: Settings): Promise<boolean> {
  const { address } = accountsFiles(values)
  if (address.kind === 'sqlite' && !existsSync(address.file)) return false
  const { openAccounts } = await import('../../dashboard/server/people/accounts.ts')
  const accounts = await openAccounts(address)
  try {
    return await accounts.roster.anybody()
  } finally {
    await accounts.close()
  }
}
