/**
 * A phone in the network: over TLS with a certificate of `sitbone cert`, whose authority the browser trusts by a flag. It signs in and
 * looks, and what must be refused is refused in words.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { type Running, runSitbone } from '../services/sitbone.ts'
import { waitFor } from '../services/wait-for.ts'

const name = 'desk.example'
const folder = mkdtempSync(join(tmpdir(), 'sitbone-phone-'))
const data = join(folder, 'data')
let program: Running
let foreign: Server
let phone: Browser
let page: Page
let url: string
let password: string

async function done(...args: string[]): Promise<string> {
  const { code, out, err } = await runSitbone([...args, '--data', data], { cwd: folder }).exited
  expect(code, err).toBe(0)
  return out
}

/** What Chromium calls the key of a certificate. */
function keyOf(file: string): string {
  const key = new X509Certificate(readFileSync(file)).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}

beforeAll(async () => {
  await done('cert', '--name', name)
  const added = await done('user', 'add', 'anna', '--takes', 'desk-1')
  password = /shown only now:\n\s+(\S+)/.exec(added)?.[1] ?? ''
  const tls = ['--tls-cert', join(data, 'tls', 'server.crt'), '--tls-key', join(data, 'tls', 'server.key')]
  const at = ['--data', data, '--listen', '0.0.0.0:0', '--broker-listen', 'off', '--public-host', name]
  program = runSitbone(['start', '--port', 'simulator', '--no-past', ...at, ...tls], { cwd: folder })
  await waitFor(() => /shows a simulated cushion at https:/.test(program.said()), {
    timeoutMs: 60_000,
    what: program.said,
  })
  const port = /shows a simulated cushion at https:\/\/[^\s]+:(\d+)/.exec(program.said())?.[1]
  url = `https://${name}:${port}`

  foreign = createServer((_req, res) => {
    res.setHeader('content-type', 'text/html')
    // As a page does that wants to be taken for ours.
    res.end(
      `<form method="post" enctype="text/plain" action="${url}/api/v1/sign-in"><button>Sign in</button></form>
       <form method="post" enctype="text/plain" action="${url}/api/v1/account/tokens"><button>Make a token</button></form>`,
    )
  })
  await new Promise<void>((listening) => foreign.listen(0, '127.0.0.1', listening))
  phone = await openBrowser({
    ...{ width: 390, height: 844 },
    flags: [
      `--ignore-certificate-errors-spki-list=${keyOf(join(data, 'tls', 'authority.crt'))}`,
      `--host-resolver-rules=MAP ${name} 127.0.0.1`,
    ],
  })
  phone.context.setDefaultTimeout(30_000)
  page = await phone.context.newPage()
})

afterAll(async () => {
  await phone?.close()
  await new Promise<void>((closed) => (foreign === undefined ? closed() : foreign.close(() => closed())))
  await program?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const overflow = () =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('a browser that does not trust the authority is not let in', async () => {
  const stranger = await openBrowser({ flags: [`--host-resolver-rules=MAP ${name} 127.0.0.1`] })
  try {
    const tab = await stranger.context.newPage()
    await expect(tab.goto(url)).rejects.toThrow(/ERR_CERT_AUTHORITY_INVALID/)
  } finally {
    await stranger.close()
  }
})

test('the phone signs in over TLS, with a cookie that only this host can set, and gets live figures', async () => {
  await page.goto(url)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await overflow()).toBe(0)
  await page.getByLabel('User name or e-mail').fill('anna')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor()
  await page
    .getByText(/\d kPa/)
    .first()
    .waitFor()
  expect(await overflow()).toBe(0)
  expect(await page.evaluate(() => isSecureContext)).toBe(true)
  const cookies = await phone.context.cookies(url)
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies)
    expect(cookie).toMatchObject({
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      domain: name,
    })
  expect(cookies.map((cookie) => cookie.name)).toContain('__Host-sitbone.session_token')
})

test('the admin makes a backup from Settings and reads where it is', async () => {
  await page.goto(`${url}/settings`)
  await page.getByRole('button', { name: 'Make a backup' }).click()
  const place = page.getByRole('region', { name: 'Backup' }).locator('code')
  await place.waitFor()
  expect(existsSync(join(await place.innerText(), 'backup.json'))).toBe(true)
  expect(await overflow()).toBe(0)
})

const problemSchema = z.object({ status: z.number(), detail: z.string() })

/** Sent by the page itself, with its cookie and its token. */
async function sent(method: string, path: string, body: string | null = null) {
  const answer = await page.evaluate(
    async (asked) => {
      const { csrf } = await (await fetch('/api/v1/account')).json()
      const response = await fetch(asked.path, {
        method: asked.method,
        headers: { 'x-csrf-token': csrf, 'content-type': 'application/json' },
        body: asked.body,
      })
      return await response.json()
    },
    { method, path, body },
  )
  return problemSchema.parse(answer)
}

test('guessed ids get the answer of what is not there, in the same words', async () => {
  const words = (path: string) => sent('GET', path).then(({ status, detail }) => `${status} ${detail}`)
  expect(await words('/api/v1/cushions/desk-2/state')).toMatch(/^404 No cushion called desk-2/)
  const guessed = '0b5b4f5e-3f0e-4f7e-9c53-8f8d0a5b7c11'
  for (const path of ['account/sessions', 'account/tokens', 'grants', 'invitations', 'people']) {
    const answer = await sent('DELETE', `/api/v1/${path}/${guessed}`)
    expect(`${path} ${answer.status} ${answer.detail}`).toBe(
      `${path} 404 There is no such entry. Nothing was changed.`,
    )
  }
})

test('an oversized body is refused', async () => {
  const body = JSON.stringify({ name: 'x'.repeat(70_000), scopes: ['sitting'] })
  const answer = await sent('POST', '/api/v1/account/tokens', body)
  expect(answer).toEqual(
    expect.objectContaining({ status: 413, detail: 'The request is too large. Nothing was changed.' }),
  )
})

test('a page of another origin changes nothing in the name of the phone, and is told so', async () => {
  const { port } = foreign.address() as AddressInfo
  const press = async (button: string) => {
    const other = await phone.context.newPage()
    await other.goto(`http://127.0.0.1:${port}/`)
    const [answer] = await Promise.all([
      other.waitForResponse((response) => response.url().startsWith(`${url}/api/`)),
      other.getByRole('button', { name: button }).click(),
    ])
    await other.waitForLoadState()
    const text = await other.locator('body').innerText()
    await other.close()
    return { status: answer.status(), text }
  }
  const signIn = await press('Sign in')
  expect(signIn.status).toBe(403)
  expect(signIn.text).toMatch(/Changes are taken only from pages of this server\..*Nothing was changed/)
  // The browser keeps the cookie to itself: the phone's session is not even known there.
  expect((await press('Make a token')).status).toBe(404)
  expect(
    await page.evaluate(async () => (await (await fetch('/api/v1/account/tokens')).json()).tokens),
  ).toEqual([])
})
