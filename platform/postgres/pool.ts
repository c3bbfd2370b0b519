/** Connections to a PostgreSQL; the package is loaded only where there is one. */
import type { Pool, PoolConfig } from 'pg'

/** Where a database is, as the settings say it. */
export interface PostgresAccess {
  readonly url: string
  readonly password?: string
}

/** int8 as a number: epoch ms, counts and ids stay far below 2^53. */
const int8 = 20

export async function openPool(config: PoolConfig): Promise<Pool> {
  const { default: pg } = await import('pg')
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, Number)
  const pool = new pg.Pool({ types, max: 10, connectionTimeoutMillis: 10_000, ...config })
  // A connection that idles when the server goes away; the next query opens another.
  pool.on('error', () => {})
  // One in use: the statement on it, or the one that follows, fails too.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

/** Beside an address, `pg` does not look at a password, even if the address has none. */
export function connectionString({ url: text, password }: PostgresAccess): string {
  const url = URL.parse(text)
  if (password === undefined || url === null || url.password !== '') return text
  url.password = encodeURIComponent(password)
  return url.href
}
