/** Which sitter used which cushion from when to when. What no assignment covers is nobody's. */
import type { Kysely } from 'kysely'
import type { AccountTables } from '../database/tables.ts'
import type { Holding } from '../policy/authorize.ts'
import { accessChanged } from './revision.ts'
import { freshId } from './secrets.ts'

export interface Assignment extends Holding {
  readonly id: string
  readonly cushion: string
}

export class Assignments {
  readonly #db: Kysely<AccountTables>

  constructor(db: Kysely<AccountTables>) {
    this.#db = db
  }

  /**
   * From this moment on the cushion is the sitter's; the one before ends there.
   * `taken`: the time asked for belongs to somebody already, and nothing was changed.
   */
  async assign(asked: {
    readonly cushion: string
    readonly sitterId: string
    readonly fromMs: number
  }): Promise<'assigned' | 'taken'> {
    const { cushion, sitterId, fromMs } = asked
    return await this.#db.transaction().execute(async (db) => {
      // First, because whoever assigns at the same moment waits here until this is done, and then finds it.
      await accessChanged(db)
      const later = await db
        .selectFrom('assignment')
        .select('id')
        .where('cushion', '=', cushion)
        .where((one) => one.or([one('fromMs', '>=', fromMs), one('toMs', '>', fromMs)]))
        .executeTakeFirst()
      if (later !== undefined) return 'taken'
      await db
        .updateTable('assignment')
        .set({ toMs: fromMs })
        .where('cushion', '=', cushion)
        .where('toMs', 'is', null)
        .execute()
      await db
        .insertInto('assignment')
        .values({ id: freshId(), cushion, sitterId, fromMs, toMs: null })
        .execute()
      return 'assigned'
    })
  }

  /** What is recorded from now on is nobody's, until the cushion is assigned again. */
  async release(cushion: string, nowMs: number): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('assignment')
        .set({ toMs: nowMs })
        .where('cushion', '=', cushion)
        .where('toMs', 'is', null)
        .executeTakeFirst()
      await accessChanged(db)
      return numUpdatedRows > 0n
    })
  }

  async of(cushion: string): Promise<readonly Holding[]> {
    return await this.#db
      .selectFrom('assignment')
      .select(['sitterId', 'fromMs', 'toMs'])
      .where('cushion', '=', cushion)
      .orderBy('fromMs')
      .execute()
  }

  async ofSitter(sitterId: string): Promise<readonly Assignment[]> {
    return await this.#db
      .selectFrom('assignment')
      .selectAll()
      .where('sitterId', '=', sitterId)
      .orderBy('fromMs')
      .execute()
  }

  async all(): Promise<readonly Assignment[]> {
    return await this.#db.selectFrom('assignment').selectAll().orderBy('fromMs').execute()
  }
}
