import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { commentsAnswer, unreadCommentsAnswer } from '../../../contract/diary/comments.ts'
import { silentLog } from '../../../platform/log.ts'
import { type Accounts, openAccounts } from '../people/accounts.ts'
import { diaryKeyOf } from '../people/gate/sitter-diaries.ts'
import { secretOf } from '../people/sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../people/testing.ts'
import { FakeStore, type Running, runDashboard } from '../testing.ts'
import { createDiaries, type Diaries } from './diaries.ts'

const nowMs = Date.parse('2026-03-30T10:00:00.000Z')
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }

let folder: string
let accounts: Accounts
let diaries: Diaries
let server: Running
const headers = new Map<string, Record<string, string>>()

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-comments-'))
  const address = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const secretFile = join(folder, 'accounts.secret')
  accounts = await openAccounts(address)
  for (const [name, role] of [
    ['anna', 'sitter'],
    ['petra', 'physio'],
    ['paul', 'physio'],
  ] as const)
    headers.set(name, {
      cookie: await sessionCookie(accounts, secretOf(secretFile), await addPerson(accounts, name, [role])),
    })
  await accounts.assignments.assign({ cushion: 'desk-1', sitterId: 'id-of-anna', fromMs: 0 })
  for (const [physioId, scope] of [
    ['id-of-petra', 'notes'],
    ['id-of-paul', 'diary'],
  ] as const)
    await accounts.grants.add({
      ...{ sitterId: 'id-of-anna', physioId, scopes: [scope], fromMs: 0, untilMs: null, nowMs },
    })
  diaries = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  server = await runDashboard({ accounts: { address, secretFile }, diary: diaries, clock }, new FakeStore())
  server.withDesk()
  for (const name of headers.keys()) {
    const me = await fetch(`${server.url}/api/v1/account`, { headers: headers.get(name) ?? {} })
    const { csrf } = (await me.json()) as { csrf: string }
    headers.set(name, { ...headers.get(name), 'x-csrf-token': csrf, 'content-type': 'application/json' })
  }
})
afterEach(async () => {
  await server.end()
  await accounts.close()
  rmSync(folder, { recursive: true, force: true })
})

const send = (name: string, method: string, path: string, body?: unknown) =>
  fetch(`${server.url}/api/v1/cushions/desk-1/${path}`, {
    method,
    headers: headers.get(name) ?? {},
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const range = 'from=2026-03-27T00:00:00Z&to=2026-03-28T00:00:00Z'
const read = async (name: string) =>
  commentsAnswer.parse(await (await send(name, 'GET', `comments?${range}`)).json()).comments
const write = async (name: string, body: object): Promise<string> => {
  const answer = await send(name, 'POST', 'comments', body)
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}
const at = '2026-03-27T09:30:00.000Z'

it('a comment is pinned to a moment, answered, and marked as read by each', async () => {
  const first = await write('petra', { at, text: '  What did you do here?  ' })
  const answer = await write('anna', { thread: first, text: 'A long train journey.' })
  expect(await read('petra')).toMatchObject([
    { id: first, thread: first, at, by: 'petra', mine: true, text: 'What did you do here?', read: true },
    { id: answer, thread: first, at, by: 'anna', mine: false, read: false, readBy: [] },
  ])
  const unread = async (name: string) =>
    unreadCommentsAnswer.parse(await (await send(name, 'GET', 'comments/unread')).json()).comments
  expect(await unread('petra')).toMatchObject([{ id: answer, at, by: 'anna' }])
  expect(await unread('anna')).toMatchObject([{ id: first, at, by: 'petra' }])
  expect((await send('paul', 'GET', 'comments/unread')).status).toBe(404)
  expect((await send('petra', 'POST', 'comments/read', { comments: [answer, 'not-one'] })).status).toBe(204)
  expect((await read('petra')).map((one) => one.read)).toEqual([true, true])
  expect(await unread('petra')).toEqual([])
  expect((await read('anna')).map(({ readBy }) => readBy)).toEqual([[], ['petra']])
})
it('is there only for whom notes are shared, and not for a moment to come', async () => {
  const first = await write('anna', { at, text: 'sore' })
  expect((await send('paul', 'GET', `comments?${range}`)).status).toBe(404)
  expect((await send('paul', 'POST', 'comments', { thread: first, text: 'x' })).status).toBe(404)
  expect((await send('anna', 'POST', 'comments', { at: '2026-04-02T00:00:00Z', text: 'x' })).status).toBe(422)
  expect((await send('anna', 'POST', 'comments', { at, text: ' ' })).status).toBe(422)
  expect((await send('anna', 'POST', 'comments', { thread: 'not-one', text: 'x' })).status).toBe(404)
})
it('only its author deletes it, and not once it was answered', async () => {
  const first = await write('petra', { at, text: 'one' })
  const answer = await write('anna', { thread: first, text: 'two' })
  expect((await send('anna', 'DELETE', `comments/${first}`)).status).toBe(404)
  const refused = await send('petra', 'DELETE', `comments/${first}`)
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('answered')])
  expect((await send('anna', 'DELETE', `comments/${answer}`)).status).toBe(204)
  expect((await send('petra', 'DELETE', `comments/${first}`)).status).toBe(204)
  expect(await read('anna')).toEqual([])
})
it('comes as CSV, keeps the name of an account that is gone, and goes when the sitter is erased', async () => {
  await write('petra', { at, text: '=1+1' })
  await accounts.roster.remove('id-of-petra')
  const csv = await (await send('anna', 'GET', `comments?${range}&format=csv`)).text()
  expect(csv).toContain('petra')
  expect(csv).toContain("'=1+1")
  await diaries.forget(diaryKeyOf('id-of-anna'))
  expect(await read('anna')).toEqual([])
})
