/** The people of this installation, their roles, and their sessions. Passwords and second factors belong to the sign-in library. */
import type { Kysely } from 'kysely'
import { type Role, roles } from '../../../../contract/people.ts'
import type { AccountTables } from '../database/tables.ts'
import { accessChanged } from './revision.ts'

export interface Account {
  readonly id: string
  readonly userName: string
  readonly name: string
  readonly email: string | null
  readonly roles: readonly Role[]
  readonly secondFactor: boolean
}

export interface OpenSession {
  readonly id: string
  readonly createdAtMs: number
  readonly lastUsedAtMs: number
  readonly address: string | null
  readonly device: string | null
}

/** The sign-in library wants an address for everybody; reserved by RFC 2606, so it never leads anywhere. */
const noAddress = '@people.invalid'
export const placeholderAddress = (userName: string): string => `${userName.toLowerCase()}${noAddress}`

export class Roster {
  readonly #db: Kysely<AccountTables>

  constructor(db: Kysely<AccountTables>) {
    this.#db = db
  }

  async anybody(): Promise<boolean> {
    return (await this.#db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined
  }

  async list(): Promise<readonly Account[]> {
    const people = await this.#people().orderBy('username').execute()
    const all = await this.#db.selectFrom('personRole').selectAll().execute()
    return people.map((person) => accountOf(person, all))
  }

  /** User names by id. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const people = await this.#people().execute()
    return new Map(people.map((person) => [person.id, accountOf(person, []).userName]))
  }

  async byId(id: string): Promise<Account | null> {
    return this.#one(await this.#people().where('id', '=', id).executeTakeFirst())
  }

  async byUserName(userName: string): Promise<Account | null> {
    return this.#one(await this.#people().where('username', '=', userName.toLowerCase()).executeTakeFirst())
  }

  async setRoles(id: string, next: readonly Role[]): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await db.deleteFrom('personRole').where('personId', '=', id).execute()
      const rows = [...new Set(next)].map((role) => ({ personId: id, role }))
      if (rows.length > 0) await db.insertInto('personRole').values(rows).execute()
      await accessChanged(db)
    })
  }

  async adminIds(): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('personRole')
      .select('personId')
      .where('role', '=', 'admin')
      .execute()
    return rows.map(({ personId }) => personId)
  }

  async isLastAdmin(id: string): Promise<boolean> {
    const admins = await this.adminIds()
    return admins.length === 1 && admins[0] === id
  }

  /** Every row that belongs to the person goes; the audit keeps that it happened. */
  async remove(id: string): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await db.deleteFrom('user').where('id', '=', id).execute()
      await accessChanged(db)
    })
  }

  async sessions(personId: string): Promise<readonly OpenSession[]> {
    const rows = await this.#db
      .selectFrom('session')
      .select(['id', 'createdAt', 'updatedAt', 'expiresAt', 'ipAddress', 'userAgent'])
      .where('userId', '=', personId)
      .execute()
    return rows.map((row) => ({
      id: row.id,
      createdAtMs: new Date(row.createdAt).getTime(),
      lastUsedAtMs: new Date(row.updatedAt).getTime(),
      address: row.ipAddress === '' ? null : row.ipAddress,
      device: row.userAgent === '' ? null : row.userAgent,
    }))
  }

  /** False when the person has no such session. */
  async endSession(personId: string, id: string): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('session')
        .where('id', '=', id)
        .where('userId', '=', personId)
        .executeTakeFirst()
      await accessChanged(db)
      return numDeletedRows > 0n
    })
  }

  /** `except`: the id of the session that stays. */
  async endSessions(personId: string, except: string | null = null): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      let sessions = db.deleteFrom('session').where('userId', '=', personId)
      if (except !== null) sessions = sessions.where('id', '!=', except)
      await sessions.execute()
      await accessChanged(db)
    })
  }

  /** For somebody who lost the second factor: authenticator, recovery codes and passkeys are forgotten. */
  async forgetSecondFactors(personId: string): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      await db.deleteFrom('twoFactor').where('userId', '=', personId).execute()
      await db.deleteFrom('passkey').where('userId', '=', personId).execute()
      await db.updateTable('user').set({ twoFactorEnabled: null }).where('id', '=', personId).execute()
      await accessChanged(db)
    })
  }

  #people() {
    return this.#db
      .selectFrom('user')
      .select(['id', 'name', 'email', 'username', 'displayUsername', 'twoFactorEnabled'])
  }

  async #one(person: PersonRow | undefined): Promise<Account | null> {
    if (person === undefined) return null
    const own = await this.#db
      .selectFrom('personRole')
      .selectAll()
      .where('personId', '=', person.id)
      .execute()
    return accountOf(person, own)
  }
}

type PersonRow = Pick<
  AccountTables['user'],
  'id' | 'name' | 'email' | 'username' | 'displayUsername' | 'twoFactorEnabled'
>

const accountOf = (
  person: PersonRow,
  rows: readonly { readonly personId: string; readonly role: string }[],
): Account => ({
  id: person.id,
  userName: person.username ?? person.email,
  name: person.name,
  email: person.email.endsWith(noAddress) ? null : person.email,
  roles: roles.filter((role) => rows.some((row) => row.personId === person.id && row.role === role)),
  secondFactor: person.twoFactorEnabled === true || person.twoFactorEnabled === 1,
})
