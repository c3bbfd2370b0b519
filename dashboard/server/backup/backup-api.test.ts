/** The button's address: what it answers, one at a time, and who made a backup is in the log. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openAccounts } from '../people/accounts.ts'
import { secretOf } from '../people/sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../people/testing.ts'
import { type Running, runDashboard } from '../testing.ts'
import type { MakeBackup } from './backup-api.ts'

const made = {
  folder: '/data/backups/one',
  files: 3,
  bytes: 1000,
  madeAt: '2026-03-02T09:00:00.000Z',
  elsewhere: ['readings'],
} as const
let server: Running | null = null
afterEach(async () => {
  await server?.end()
  server = null
})

const run = async (over: Parameters<typeof runDashboard>[0]): Promise<Running> => {
  server = await runDashboard(over)
  return server
}
const ask = ({ url }: Running, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/v1/backups`, { method: 'POST', headers })

it('says where the backup is; without a data folder, or when it was refused, why there is none', async () => {
  const answers: Awaited<ReturnType<MakeBackup>>[] = [made, { refused: 'The disk is full.' }]
  const one = await run({ makeBackup: async () => answers.shift() ?? made })
  const first = await ask(one)
  expect([first.status, await first.json()]).toEqual([201, made])
  const second = await ask(one)
  expect([second.status, await second.json()]).toMatchObject([409, { detail: 'The disk is full.' }])
  // A refusal does not block the next one.
  expect((await ask(one)).status).toBe(201)
  await one.end()
  const without = await ask(await run({}))
  expect([without.status, await without.json()]).toMatchObject([
    409,
    { detail: expect.stringMatching(/no data folder/) },
  ])
})

it('makes one at a time, and none for a page of another server', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof made>()
  let begun = 0
  const one = await run({
    makeBackup: () => {
      begun++
      return promise
    },
  })
  expect((await ask(one, { origin: 'https://evil.example' })).status).toBe(403)
  const first = ask(one)
  await expect.poll(() => begun).toBe(1)
  const second = await ask(one)
  expect([second.status, await second.json()]).toMatchObject([
    409,
    { detail: expect.stringMatching(/being made at this moment/) },
  ])
  resolve(made)
  expect((await first).status).toBe(201)
  expect(begun).toBe(1)
})

it('with accounts: by the admin, from a page of Sitbone, and the log says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-backup-api-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  const accounts = await openAccounts(address)
  try {
    const id = await addPerson(accounts, 'ada', ['admin'])
    const cookie = await sessionCookie(accounts, secretOf(secretFile), id)
    let begun = 0
    const one = await run({
      accounts: { address, secretFile },
      makeBackup: async () => {
        begun++
        return made
      },
    })
    expect((await ask(one)).status).toBe(404)
    expect((await ask(one, { cookie })).status).toBe(403)
    expect(begun).toBe(0)
    const me = await (await fetch(`${one.url}/api/v1/account`, { headers: { cookie } })).json()
    expect((await ask(one, { cookie, 'x-csrf-token': me.csrf })).status).toBe(201)
    expect((await accounts.audit.all())[0]).toMatchObject({
      actorId: id,
      action: 'backed-up',
      personId: null,
    })
  } finally {
    await accounts.close()
    await server?.end()
    server = null
    rmSync(folder, { recursive: true })
  }
})
