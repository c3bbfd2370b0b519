/** An invitation with an address goes out by e-mail where a mail server is set; if it does not, the link is still there. */
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { wallClock } from '../../../../platform/clock.ts'
import { silentLog } from '../../../../platform/log.ts'
import {
  type MadePair,
  makeAuthority,
  makeServerCertificate,
} from '../../../../tools/local-authority/authority.ts'
import { type Running, runDashboard } from '../../testing.ts'
import { type Accounts, openAccounts } from '../accounts.ts'
import { secretOf } from '../sign-in/secret-file.ts'
import { addPerson, sessionCookie } from '../testing.ts'
import { invitationSender, type MailSetting } from './mail.ts'

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

let folder: string
let accounts: Accounts
let post: SMTPServer | null = null
let server: Running | null = null
let received: Received[]
let certificate: MadePair

beforeAll(async () => {
  const nowMs = Date.now()
  const authority = await makeAuthority('Sitbone of a test', nowMs)
  certificate = await makeServerCertificate({ authority, names: ['localhost'], nowMs })
})

beforeEach(async () => {
  received = []
  folder = mkdtempSync(join(tmpdir(), 'sitbone-mail-'))
  accounts = await openAccounts({ kind: 'sqlite', file: join(folder, 'accounts.db') })
})
afterEach(async () => {
  await server?.end()
  server = null
  await new Promise<void>((done) => (post === null ? done() : post.close(() => done())))
  post = null
  await accounts.close()
  rmSync(folder, { recursive: true })
})

/** Takes mail from `sitbone` with `a password`; nothing leaves this computer. */
async function mailServer(over: SMTPServerOptions = {}): Promise<MailSetting> {
  const opened = new SMTPServer({
    ...certificate,
    onAuth: ({ username, password }, _session, done) =>
      username === 'sitbone' && password === 'a password'
        ? done(null, { user: username })
        : done(new Error('Not you')),
    onData(stream, { envelope }, done) {
      let text = ''
      stream.on('data', (chunk) => (text += chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), text })
        done()
      })
    },
    ...over,
  })
  // A client that gives up closes its connection in the middle.
  opened.on('error', () => undefined)
  post = opened
  await new Promise<void>((listening) => opened.listen(0, '127.0.0.1', listening))
  const { port } = opened.server.address() as AddressInfo
  return {
    ...{ host: '127.0.0.1', port, secure: false, from: 'sitbone@example.org' },
    ...{ user: 'sitbone', password: 'a password' },
  }
}

/** What anna gets for an invitation. */
async function invite(mail: MailSetting | null, address: string | null) {
  const secretFile = join(folder, 'accounts.secret')
  const anna = await addPerson(accounts, 'anna', ['sitter'])
  const cookie = await sessionCookie(accounts, secretOf(secretFile), anna)
  const address_ = { kind: 'sqlite', file: join(folder, 'accounts.db') } as const
  const running = await runDashboard({
    accounts: { address: address_, secretFile },
    mail,
    publicPath: '/sit',
  })
  server = running
  const { csrf } = await (await fetch(`${running.url}/api/v1/account`, { headers: { cookie } })).json()
  const answer = await fetch(`${running.url}/api/v1/invitations`, {
    method: 'POST',
    headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json', origin: running.url },
    body: JSON.stringify({ offer: { kind: 'grant', scopes: [], untilMs: null }, address }),
  })
  expect(answer.status).toBe(201)
  return { made: await answer.json(), running }
}

/** Quoted-printable, undone. */
const plain = (text: string): string =>
  text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number(`0x${hex}`)))

it('the message holds the link and who invites, and nothing of what is shared', async () => {
  const { made, running } = await invite(await mailServer(), 'petra@example.org')
  expect(made.mail).toEqual({ sent: true, words: expect.stringContaining('petra@example.org') })
  expect(received).toHaveLength(1)
  expect(received[0]).toMatchObject({ from: 'sitbone@example.org', to: ['petra@example.org'] })
  const text = plain(received[0]?.text ?? '')
  expect(text).toContain(`${running.url}/sit/join#${made.secret}`)
  expect(text).toContain('anna invites you')
  expect(text).not.toMatch(/diary|pain|limit|cushion/i)
})

it('without a mail server nothing is sent', async () => {
  const without = await invite(null, 'petra@example.org')
  expect(without.made).toMatchObject({ mail: null, secret: expect.any(String) })
})

it('an invitation without an address is not sent', async () => {
  const { made } = await invite(await mailServer(), null)
  expect([made.mail, received]).toEqual([null, []])
})

it('a wrong password is said in words, and the link can be used', async () => {
  const { made, running } = await invite(
    { ...(await mailServer()), password: 'another password' },
    'petra@example.org',
  )
  expect(made.mail.sent).toBe(false)
  expect(made.mail.words).toMatch(/No e-mail was sent: .*user or the password.*Copy the link/)
  const looked = await accounts.invitations.look(made.secret, 'petra@example.org', Date.now())
  expect(looked).toMatchObject({ address: 'petra@example.org' })
  // Neither the password nor the key of the link is in the log.
  const log = running.log.join('\n')
  expect(log).toContain('was not sent by e-mail')
  expect(log).not.toContain('another password')
  expect(log).not.toContain(made.secret)
})

const message = { to: 'petra@example.org', link: 'https://x/join#y', by: 'anna', expiresAtMs: 0 }
const sender = (setting: MailSetting, clock = wallClock) =>
  invitationSender(setting, { clock, log: silentLog })

it('an address that is refused, and a server that is not there, are told apart', async () => {
  const setting = await mailServer({
    onRcptTo: (_address, _session, done) => done(new Error('No such person')),
  })
  expect((await sender(setting)(message)).words).toMatch(/does not take messages to this address/)
  await new Promise<void>((done) => post?.close(() => done()))
  post = null
  expect((await sender(setting)(message)).words).toMatch(/cannot be reached/)
})

it('sends at most thirty an hour', async () => {
  let nowMs = 0
  const send = sender({ ...(await mailServer()), user: null }, { nowMs: () => nowMs })
  const sent = async () => (await send(message)).sent
  // Nobody signs in: the server refuses each, and each counts.
  for (let at = 0; at < 30; at++) await sent()
  expect((await send(message)).words).toMatch(/at most 30 invitations an hour/)
  nowMs = 3_600_000
  expect((await send(message)).words).not.toMatch(/an hour/)
})
