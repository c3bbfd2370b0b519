/** Beyond loopback: accounts and TLS are needed, a renewed certificate is taken without a restart, and only the declared proxy is answered. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { connectAsync, connect as connectMqtt } from 'mqtt'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { DashboardCannotStart } from '../../dashboard/server/http/bind.ts'
import { openAccounts } from '../../dashboard/server/people/accounts.ts'
import { secretOf } from '../../dashboard/server/people/sign-in/secret-file.ts'
import { SignIn } from '../../dashboard/server/people/sign-in/sign-in.ts'
import { once, type Running, runDashboard } from '../../dashboard/server/testing.ts'
import { createBroker } from '../../mqtt/broker/broker.ts'
import { openBrokerUsers, readPartPassword } from '../../mqtt/broker/broker-users.ts'
import { wallClock } from '../../platform/clock.ts'
import { silentLog } from '../../platform/log.ts'
import { TlsFiles, TlsUnusable } from '../../platform/tls-files.ts'
import { type MadePair, makeAuthority, makeServerCertificate } from '../../tools/local-authority/authority.ts'
import { runSitbone } from '../services/sitbone.ts'

const folder = mkdtempSync(join(tmpdir(), 'sitbone-tls-'))
const certFile = join(folder, 'server.crt')
const keyFile = join(folder, 'server.key')
const password = 'a long enough password'
const accounts = {
  address: { kind: 'sqlite', file: join(folder, 'accounts.db') },
  secretFile: join(folder, 'accounts.secret'),
} as const
const anywhere = { host: '0.0.0.0', port: 0 }
let authority: MadePair
const running: Running[] = []

async function issue(names: readonly string[]): Promise<void> {
  const made = await makeServerCertificate({ authority, names, nowMs: Date.now() })
  writeFileSync(certFile, made.cert)
  writeFileSync(keyFile, made.key)
}
const filesOf = (log = silentLog) => new TlsFiles({ certFile, keyFile, log })
async function dashboard(over: Parameters<typeof runDashboard>[0]): Promise<Running> {
  const one = await runDashboard({ listen: anywhere, accounts, ...over })
  running.push(one)
  return one
}

beforeAll(async () => {
  authority = await makeAuthority('Sitbone of a test', Date.now())
  await issue(['desk.local', '127.0.0.1'])
  const open = await openAccounts(accounts.address)
  const signIn = new SignIn({
    accounts: open,
    secret: secretOf(accounts.secretFile),
    host: 'desk.local',
    clock: wallClock,
  })
  await signIn.addPerson({ userName: 'anna', password }, ['sitter', 'admin'])
  await open.close()
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.end()
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Reply {
  readonly status: number
  readonly cookies: readonly string[]
  readonly text: string
}

/** Over TLS with our authority only, as a phone that trusts it. */
function ask(
  port: number,
  path: string,
  { host = 'desk.local', body, cookie }: { host?: string; body?: object; cookie?: string } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, path, ca: authority.cert, servername: 'desk.local' },
        method: body === undefined ? 'GET' : 'POST',
        agent: false,
        headers: {
          host: `${host}:${port}`,
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', origin: `https://${host}:${port}` }),
          ...(cookie === undefined ? {} : { cookie }),
        },
      },
      (res) => {
        let text = ''
        res.on('data', (chunk) => (text += chunk))
        res.on('end', () =>
          resolve({ status: res.statusCode ?? 0, cookies: res.headers['set-cookie'] ?? [], text }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
const portOf = ({ url }: Running) => Number(new URL(url).port)
const failure = (over: Parameters<typeof runDashboard>[0]) =>
  runDashboard({ listen: anywhere, ...over }).then(
    () => null,
    (error: DashboardCannotStart) => error,
  )

it('is refused without accounts, and without TLS, each with what to do', async () => {
  expect(await failure({ tls: filesOf() })).toMatchObject({
    code: 'no-accounts',
    message: expect.stringMatching(/user add/),
  })
  expect(await failure({ accounts })).toMatchObject({
    code: 'no-tls',
    message: expect.stringMatching(/--tls-cert.*--proxy/),
  })
})

it('a sign-in over TLS gets cookies that only this host can set, and live figures', async () => {
  const server = await dashboard({ tls: filesOf() })
  server.withDesk()
  const port = portOf(server)
  expect(server.url).toBe(`https://desk.local:${port}`)
  expect(server.log.join('\n')).toMatch(/everybody signs in.*over TLS/)
  expect((await ask(port, '/api/v1/cushions')).status).toBe(404)
  const signedIn = await ask(port, '/api/v1/sign-in', { body: { who: 'anna', password } })
  expect(signedIn.status).toBe(200)
  const session = signedIn.cookies.find((one) => one.includes('session_token')) ?? ''
  expect(session).toMatch(
    /^__Host-sitbone\.session_token=.*; Path=\/.*; HttpOnly.*; SameSite=Strict.*; Secure$/i,
  )
  const cookie = session.split(';')[0] ?? ''
  expect((await ask(port, '/api/v1/cushions', { cookie })).status).toBe(200)
  // The same session under the name without the prefix is nobody's.
  expect((await ask(port, '/api/v1/cushions', { cookie: cookie.replace('__Host-', '') })).status).toBe(404)

  const page = io(`https://127.0.0.1:${port}`, {
    ...{ transports: ['websocket'], ca: authority.cert, reconnection: false },
    extraHeaders: { cookie, host: `desk.local:${port}`, origin: `https://desk.local:${port}` },
  })
  const cushions = await once<unknown>((take) => page.on('connect', () => page.emit('cushions', take)))
  page.close()
  // An admin who also sits, without a cushion: names only.
  expect(JSON.stringify(cushions)).toContain('desk-1')
})

it('names that the certificate is not for are refused', async () => {
  const port = portOf(await dashboard({ tls: filesOf() }))
  expect((await ask(port, '/livez', { host: 'evil.example' })).status).toBe(421)
  expect((await ask(port, '/livez')).status).toBe(200)
})

it('speaks nothing but TLS there', async () => {
  const port = portOf(await dashboard({ tls: filesOf() }))
  await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow()
})

/** The serial number of the certificate that the server shows now. */
const shownSerial = (port: number) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: authority.cert, servername: 'desk.local' }, () => {
      resolve(socket.getPeerCertificate().serialNumber)
      socket.destroy()
    })
    socket.on('error', reject)
  })

it('a renewed certificate is taken without a restart; a broken one changes nothing and is said', async () => {
  const said: string[] = []
  const tls = filesOf({ ...silentLog, warn: (_fields, message) => void said.push(message) })
  const port = portOf(await dashboard({ tls }))
  const first = await shownSerial(port)
  await issue(['desk.local', '127.0.0.1'])
  tls.look()
  const second = await shownSerial(port)
  expect(second).not.toBe(first)
  writeFileSync(certFile, 'half a file')
  tls.look()
  tls.look()
  expect(await shownSerial(port)).toBe(second)
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(/--tls-cert .*PEM.*stays in use/)
  await issue(['desk.local', '127.0.0.1'])
})

it('a key of another certificate is refused, naming the flag', async () => {
  const other = join(folder, 'other.key')
  writeFileSync(other, (await makeAuthority('other', Date.now())).key)
  expect(() => new TlsFiles({ certFile, keyFile: other, log: silentLog })).toThrow(TlsUnusable)
  expect(() => new TlsFiles({ certFile: join(folder, 'none'), keyFile, log: silentLog })).toThrow(
    /--tls-cert/,
  )
})

it('behind a declared proxy only this computer and the proxy are answered, and only the proxy is believed', async () => {
  const server = await dashboard({ proxies: ['203.0.113.9'], publicHosts: ['sit.example.org'] })
  const port = portOf(server)
  expect(server.log.join('\n')).toMatch(/Only the declared proxy/)
  // This computer is no proxy: that the request came over TLS is not believed.
  const signedIn = await fetch(`http://127.0.0.1:${port}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
    body: JSON.stringify({ who: 'anna', password }),
  })
  expect(signedIn.headers.getSetCookie().join()).not.toContain('__Host-')
  const own = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')
  if (own !== undefined) await expect(fetch(`http://${own.address}:${port}/livez`)).rejects.toThrow()
})

it('the embedded broker beyond loopback needs TLS and users, and then speaks nothing else', async () => {
  const data = mkdtempSync(join(folder, 'broker-'))
  const make = (over: { tls?: TlsFiles; anonymous?: 'off' | 'read' }) =>
    createBroker({
      ...{ listen: anywhere, base: 'sitbone', log: silentLog, anonymous: 'off' },
      users: openBrokerUsers(data, () => {}),
      ...over,
    })
  await expect(make({}).start()).rejects.toThrow(/without TLS.*--tls-cert/)
  await expect(make({ tls: filesOf(), anonymous: 'read' }).start()).rejects.toThrow(/--broker-anonymous/)
  const broker = make({ tls: filesOf() })
  await broker.start()
  const secret = readPartPassword(data, 'dashboard') ?? ''
  const client = await connectAsync(`mqtts://127.0.0.1:${broker.port}`, {
    ...{ username: 'dashboard', password: secret, ca: authority.cert, servername: 'desk.local' },
    ...{ reconnectPeriod: 0, protocolVersion: 4 },
  })
  expect(client.connected).toBe(true)
  await client.endAsync(true)
  const login = { username: 'dashboard', password: secret, reconnectPeriod: 0 }
  const plain = connectMqtt(`mqtt://127.0.0.1:${broker.port}`, login)
  const came = await new Promise((resolve) => {
    plain.on('error', () => {})
    for (const event of ['connect', 'close'] as const) plain.once(event, () => resolve(event))
  })
  expect(came).toBe('close')
  await plain.endAsync(true)
  await broker.stop()
})

it('sitbone cert makes what start takes, keeps its authority, and shows page, fingerprint and code', async () => {
  const data = join(folder, 'data')
  const cert = () => runSitbone(['cert', '--data', data, '--name', 'desk.example'], { cwd: folder }).exited
  const first = await cert()
  expect(first.code, first.err).toBe(0)
  expect(first.out).toMatch(/https:\/\/desk\.example:8080\//)
  expect(first.out).toMatch(/█▀▀/)
  const fingerprint = /SHA-256\): ([0-9A-F:]{95})/.exec(first.out)?.[1]
  expect(fingerprint).toBeDefined()
  expect((await cert()).out).toContain(fingerprint)
}, 120_000)

it('doctor says who reaches the page, and start listens over TLS once there is an account', async () => {
  const data = mkdtempSync(join(folder, 'data-'))
  const added = await runSitbone(['user', 'add', 'anna', '--data', data], { cwd: folder }).exited
  expect(added.code, added.err).toBe(0)

  const tls = ['--tls-cert', certFile, '--tls-key', keyFile]
  const at = ['--data', data, '--listen', '0.0.0.0:0', '--broker-listen', 'off']
  const doctor = await runSitbone(['doctor', '--port', 'simulator', ...at, ...tls], { cwd: folder }).exited
  expect(doctor.out).toMatch(/ok +Access: People with accounts.*over TLS.*valid until/)
  const started = runSitbone(['start', '--no-past', ...at, ...tls], { cwd: folder })
  await expect.poll(started.said, { timeout: 60_000 }).toMatch(/https:\/\/desk\.local:\d+/)
  await started.stop()
}, 180_000)
