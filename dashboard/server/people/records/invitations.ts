/** Links by which somebody gets access: used once, for some days, for one address where it is given. */
import type { Kysely } from 'kysely'
import { type Offer, offerSchema } from '../../../../contract/people.ts'
import { parseJson } from '../../../../platform/json.ts'
import type { AccountTables } from '../database/tables.ts'
import { freshId, freshSecret, hashOf } from './secrets.ts'

export interface Invitation {
  readonly id: string
  readonly invitedBy: string
  readonly offer: Offer
  readonly address: string | null
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly usedAtMs: number | null
  readonly usedBy: string | null
  readonly withdrawnAtMs: number | null
}

export interface Acceptance {
  readonly secret: string
  readonly personId: string
  /** Of the account that accepts; null when it has none. */
  readonly email: string | null
  readonly nowMs: number
}

export type Refused = 'unknown' | 'used' | 'expired' | 'other-address'

export class Invitations {
  readonly #db: Kysely<AccountTables>

  constructor(db: Kysely<AccountTables>) {
    this.#db = db
  }

  async add(asked: {
    readonly invitedBy: string
    readonly offer: Offer
    readonly address: string | null
    readonly nowMs: number
    readonly expiresAtMs: number
  }): Promise<{ readonly secret: string; readonly kept: Invitation }> {
    const secret = freshSecret('')
    const { nowMs, offer, invitedBy, expiresAtMs } = asked
    const row = {
      id: freshId(),
      invitedBy,
      address: asked.address?.toLowerCase() ?? null,
      createdAtMs: nowMs,
      expiresAtMs,
      usedAtMs: null,
      usedBy: null,
      withdrawnAtMs: null,
    }
    await this.#db
      .insertInto('invitation')
      .values({ ...row, offer: JSON.stringify(offer), hash: hashOf(secret) })
      .execute()
    return { secret, kept: { ...row, offer } }
  }

  /** What the link offers, and whether it can be used by this account now. Changes nothing. */
  async look(secret: string, email: string | null, nowMs: number): Promise<Invitation | Refused> {
    const row = await this.#db
      .selectFrom('invitation')
      .selectAll()
      .where('hash', '=', hashOf(secret))
      .executeTakeFirst()
    const invitation = row === undefined ? null : invitationOf(row)
    if (invitation === null || invitation.withdrawnAtMs !== null) return 'unknown'
    if (invitation.usedAtMs !== null) return 'used'
    if (invitation.expiresAtMs <= nowMs) return 'expired'
    if (invitation.address !== null && invitation.address !== email?.toLowerCase()) return 'other-address'
    return invitation
  }

  /** Uses it up and does `then` in one transaction: of two who accept at once, one gets it. */
  async accept(
    { secret, personId, email, nowMs }: Acceptance,
    then: (db: Kysely<AccountTables>, invitation: Invitation) => Promise<void>,
  ): Promise<Invitation | Refused> {
    const seen = await this.look(secret, email, nowMs)
    if (typeof seen === 'string') return seen
    return await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('invitation')
        .set({ usedAtMs: nowMs, usedBy: personId })
        .where('id', '=', seen.id)
        .where('usedAtMs', 'is', null)
        .where('withdrawnAtMs', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return 'used'
      await then(db, seen)
      return { ...seen, usedAtMs: nowMs, usedBy: personId }
    })
  }

  async of(invitedBy: string): Promise<readonly Invitation[]> {
    const rows = await this.#db
      .selectFrom('invitation')
      .selectAll()
      .where('invitedBy', '=', invitedBy)
      .execute()
    return rows.flatMap((row) => invitationOf(row) ?? [])
  }

  async withdraw(asked: {
    readonly id: string
    readonly invitedBy: string
    readonly nowMs: number
  }): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('invitation')
      .set({ withdrawnAtMs: asked.nowMs })
      .where('id', '=', asked.id)
      .where('invitedBy', '=', asked.invitedBy)
      .where('usedAtMs', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }
}

function invitationOf({ hash: _secret, ...row }: AccountTables['invitation']): Invitation | null {
  const offer = offerSchema.safeParse(parseJson(row.offer))
  return offer.success ? { ...row, offer: offer.data } : null
}
