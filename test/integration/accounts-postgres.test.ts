import { afterAll } from 'vitest'
import { accountsSuite } from '../../dashboard/server/people/accounts-suite.ts'
import { type Postgres, startPostgres } from '../services/postgres.ts'

let server: Promise<Postgres> | null = null
let made = 0
afterAll(async () => (await server)?.stop())

accountsSuite('PostgreSQL', async () => {
  server ??= startPostgres()
  return { kind: 'postgres', url: (await server).urlOf(`accounts_${made++}`) }
})
