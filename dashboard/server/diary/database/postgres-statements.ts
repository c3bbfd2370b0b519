/** Statements and transactions of the diary on one connection to PostgreSQL. What goes wrong there is told in words. */
import type { PoolClient } from 'pg'
import type { Statements, Value } from './diary-base.ts'
import { duringCommit, inWords } from './postgres-words.ts'

export const answerMs = 10_000

/**
 * Counts what is written, and by the lock on its row also lets one write at a time. A program that vanishes holds up others no longer
 * than an answer takes. What is written is on the disk, whatever the server is set to.
 */
const begin = `BEGIN;
  SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
  SET LOCAL idle_in_transaction_session_timeout = ${answerMs};
  UPDATE "diary_revision" SET revision = revision + 1`

export async function inTransaction<T>(client: PoolClient, work: (on: Statements) => Promise<T>): Promise<T> {
  await asked(() => client.query(begin))
  const done = await work(statementsOn(client))
  await asked(() => client.query('COMMIT'), duringCommit)
  return done
}

/** PostgreSQL's texts hold every character but this one. */
export const withoutNul = <T>(value: T): T | string =>
  typeof value === 'string' ? value.replaceAll('\0', '') : value

async function asked<T>(ask: () => Promise<T>, words = inWords): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw words(error)
  }
}

export const statementsOn = (client: PoolClient): Statements => {
  const query = (text: string, values: readonly Value[]) =>
    asked(() => client.query<Record<string, unknown>>(text, values.map(withoutNul)))
  return {
    all: async (text, ...values) => (await query(text, values)).rows,
    run: async (text, ...values) => (await query(text, values)).rowCount ?? 0,
  }
}
