/** Tokens for scripts and other programs: shown once, kept as a hash, cut to a scope, and never without an end. */
import type { Kysely } from 'kysely'
import { type TokenScope, tokenScopes } from '../../../../contract/people.ts'
import type { AccountTables } from '../database/tables.ts'
import { knownOf } from './json-list.ts'
import { accessChanged } from './revision.ts'
import { freshId, freshSecret, hashOf } from './secrets.ts'

export interface ApiToken {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly scopes: readonly TokenScope[]
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly lastUsedAtMs: number | null
  readonly revokedAtMs: number | null
}

/** So that scanners for leaked secrets can recognise one. */
const prefix = 'sbt_'
/** Last use to the minute is enough, and spares a write for each request. */
const usedEveryMs = 60_000

export class ApiTokens {
  readonly #db: Kysely<AccountTables>

  constructor(db: Kysely<AccountTables>) {
    this.#db = db
  }

  async add(asked: {
    readonly personId: string
    readonly name: string
    readonly scopes: readonly TokenScope[]
    readonly nowMs: number
    readonly expiresAtMs: number
  }): Promise<{ readonly token: string; readonly kept: ApiToken }> {
    const token = freshSecret(prefix)
    const { nowMs, ...rest } = asked
    const kept = { id: freshId(), ...rest, createdAtMs: nowMs, lastUsedAtMs: null, revokedAtMs: null }
    await this.#db
      .insertInto('apiToken')
      .values({ ...kept, scopes: JSON.stringify(kept.scopes), hash: hashOf(token) })
      .execute()
    return { token, kept }
  }

  /** The token that this text is, if it is in force; null for any other. */
  async find(token: string, nowMs: number): Promise<ApiToken | null> {
    if (!token.startsWith(prefix)) return null
    const row = await this.#db
      .selectFrom('apiToken')
      .selectAll()
      .where('hash', '=', hashOf(token))
      .where('revokedAtMs', 'is', null)
      .where('expiresAtMs', '>', nowMs)
      .executeTakeFirst()
    return row === undefined ? null : tokenOf(row)
  }

  async used({ id, lastUsedAtMs }: ApiToken, nowMs: number): Promise<void> {
    if (lastUsedAtMs !== null && nowMs - lastUsedAtMs < usedEveryMs) return
    await this.#db.updateTable('apiToken').set({ lastUsedAtMs: nowMs }).where('id', '=', id).execute()
  }

  async of(personId: string): Promise<readonly ApiToken[]> {
    const rows = await this.#db.selectFrom('apiToken').selectAll().where('personId', '=', personId).execute()
    return rows.map(tokenOf)
  }

  async revoke(asked: {
    readonly id: string
    readonly personId: string
    readonly nowMs: number
  }): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('apiToken')
        .set({ revokedAtMs: asked.nowMs })
        .where('id', '=', asked.id)
        .where('personId', '=', asked.personId)
        .where('revokedAtMs', 'is', null)
        .executeTakeFirst()
      await accessChanged(db)
      return numUpdatedRows > 0n
    })
  }
}

const tokenOf = ({ hash: _secret, ...row }: AccountTables['apiToken']): ApiToken => ({
  ...row,
  scopes: knownOf(row.scopes, tokenScopes),
})
