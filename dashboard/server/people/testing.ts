/** People for tests, without the cost of a password. */
import { createHmac } from 'node:crypto'
import type { Role } from '../../../contract/people.ts'
import type { Accounts } from './accounts.ts'
import { placeholderAddress } from './records/roster.ts'

/** Gives the id. */
export async function addPerson(
  accounts: Accounts,
  userName: string,
  roles: readonly Role[],
): Promise<string> {
  const id = `id-of-${userName}`
  const flag = accounts.database.kind === 'sqlite' ? 0 : false
  const at = new Date(0).toISOString()
  await accounts.database.db
    .withTables<{ user: Record<string, string | number | boolean | null> }>()
    .insertInto('user')
    .values({
      id,
      name: userName,
      email: placeholderAddress(userName),
      emailVerified: flag,
      createdAt: at,
      updatedAt: at,
      username: userName,
      displayUsername: userName,
    })
    .execute()
  await accounts.roster.setRoles(id, roles)
  return id
}

/** A session as the sign-in library makes it; gives the `Cookie` header of its browser. */
export async function sessionCookie(accounts: Accounts, secret: string, personId: string): Promise<string> {
  const token = `token-of-${personId}`
  const at = new Date().toISOString()
  await accounts.database.db
    .insertInto('session')
    .values({
      id: `session-of-${personId}`,
      token,
      userId: personId,
      ipAddress: '192.0.2.1',
      userAgent: 'test',
      createdAt: at,
      updatedAt: at,
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    })
    .execute()
  const signature = createHmac('sha256', secret).update(token).digest('base64')
  return `sitbone.session_token=${encodeURIComponent(`${token}.${signature}`)}`
}
