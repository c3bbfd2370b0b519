/**
 * People in a real browser: accounts are switched on while Sitbone runs, a physio is invited by link, looks, and loses sight at
 * once; and every way in that must not open says so in words.
 */
import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { createDiaries, type Diaries } from '../../dashboard/server/diary/diaries.ts'
import { openAccounts } from '../../dashboard/server/people/accounts.ts'
import {
  aMinute,
  anInfo,
  aState,
  FakeStore,
  type Running,
  runDashboard,
  desk as topicsOf,
} from '../../dashboard/server/testing.ts'
import { silentLog } from '../../platform/log.ts'
import { axeFinds } from '../services/axe.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { waitFor } from '../services/wait-for.ts'
import { faultsAtEveryWidth } from './layout-faults.ts'

const webRoot = fileURLToPath(new URL('../../dashboard/web/dist', import.meta.url))
const annas = 'anna sits on wood'
const petras = 'petra reads figures'
/** For a look at the pages themselves; the usual run draws none. */
const pictures = process.env.SITBONE_TEST_PICTURES

let folder: string
let server: Running
let diary: Diaries
let anna: Browser
let petra: Browser
let page: Page
let physio: Page

const address = () => ({ kind: 'sqlite', file: join(folder, 'accounts.db') }) as const
/** Passkeys belong to a name. */
const url = () => server.url.replace('127.0.0.1', 'localhost')
const on = (where: Page) => ({
  button: (name: string) => where.getByRole('button', { name, exact: true }),
  link: (name: string) => where.getByRole('link', { name, exact: true }),
  field: (label: string) => where.getByLabel(label, { exact: true }),
  says: (text: string | RegExp) => where.getByText(text).first().waitFor(),
})

async function signIn(where: Page, who: string, password: string): Promise<void> {
  await on(where).field('User name or e-mail').fill(who)
  await on(where).field('Password').fill(password)
  await on(where).button('Sign in').click()
}

const phone = { width: 390, height: 844 }
const desk = { width: 1440, height: 957 }
const looks = [
  { size: desk, colorScheme: 'dark', rules: null, checked: pictures !== undefined },
  { size: phone, colorScheme: 'light', rules: null, checked: pictures !== undefined },
  { size: phone, colorScheme: 'dark', rules: 'dark', checked: true },
  { size: desk, colorScheme: 'light', rules: 'light', checked: true },
] as const

/** The page as it opens, in a tab of its own, so that what is shown once stays. */
async function checkWidths(where: Page): Promise<void> {
  const tab = await where.context().newPage()
  const faults = await faultsAtEveryWidth(tab, where.url())
  await tab.close()
  await where.bringToFront()
  expect(faults).toEqual([])
}

/** Nothing cut at the sides, and without violations. Those take seconds to look for, so each page is asked in one theme. */
async function checkPage(where: Page, name: string, theme: 'light' | 'dark'): Promise<void> {
  for (const { size, colorScheme, rules } of looks.filter(({ checked }) => checked)) {
    await where.setViewportSize(size)
    await where.emulateMedia({ colorScheme, forcedColors: 'none' })
    const overflow = await where.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(`${name} ${size.width}: ${overflow}`).toBe(`${name} ${size.width}: 0`)
    if (rules === theme) expect(await axeFinds(where), name).toEqual([])
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true })
      const path = join(pictures, `${name}-${size.width}-${colorScheme}.png`)
      await where.screenshot({ path, fullPage: true })
    }
  }
  await where.emulateMedia({ forcedColors: 'active', colorScheme: theme })
  expect(await axeFinds(where, 'color-contrast'), `${name} in forced colours`).toEqual([])
  await where.emulateMedia({ forcedColors: 'none' })
}

beforeAll(async () => {
  expect(existsSync(join(webRoot, 'index.html')), 'the pages are built').toBe(true)
  folder = mkdtempSync(join(tmpdir(), 'sitbone-people-'))
  diary = createDiaries({
    realFile: join(folder, 'diary.db'),
    simulatedFile: join(folder, 'simulated.db'),
    log: silentLog,
  })
  const store = new FakeStore()
  const nowMs = Date.now()
  store.minuteRows = Array.from({ length: 30 }, (_, at) => aMinute(nowMs - (30 - at) * 60_000))
  await diary.of(false).putCheckIn('desk-1', {
    id: 'first',
    atMs: nowMs - 3_600_000,
    day: new ZoneDays({ zone: 'Europe/Berlin', startHour: 4 }).at(nowMs - 3_600_000).day,
    when: 'morning',
    pain: 3,
    side: null,
    place: null,
    note: 'before there were accounts',
    source: 'person',
  })
  server = await runDashboard(
    { webRoot, diary, accounts: { address: address(), secretFile: join(folder, 'accounts.secret') } },
    store,
  )
  server.mqtt.deliver(topicsOf.cushion('desk-1', 'availability'), 'online', true)
  server.mqtt.deliver(topicsOf.cushion('desk-1', 'info'), anInfo(), true)
  server.mqtt.deliver(topicsOf.cushion('desk-1', 'state'), aState(), true)
  server.mqtt.deliver(topicsOf.cushion('desk-1', 'tolerance'), startingTolerance, true)
  anna = await openBrowser()
  petra = await openBrowser()
  page = await anna.context.newPage()
  physio = await petra.context.newPage()
  for (const each of [anna, petra]) each.context.setDefaultTimeout(30_000)
})

afterAll(async () => {
  await anna?.close()
  await petra?.close()
  await server?.end()
  rmSync(folder, { recursive: true, force: true })
})

test('accounts are switched on while Sitbone runs, and the data that is there stays the first sitter’s', async () => {
  await page.goto(`${url()}/settings`)
  await page.getByRole('heading', { name: 'One person on this computer' }).waitFor()
  await on(page).button('Use accounts').click()
  await on(page).field('User name').fill('anna')
  await on(page).field('Password').fill(annas)
  await checkPage(page, 'begin', 'light')
  // Nothing is chosen for anybody.
  expect(await page.getByRole('radio', { name: 'It is mine.' }).isChecked()).toBe(false)
  await on(page).button('Switch accounts on').click()
  expect(server.dashboard !== null && (await fetch(`${server.url}/api/v1/cushions`)).status).toBe(200)
  await page.getByRole('radio', { name: 'It is mine.' }).check()
  await on(page).button('Switch accounts on').click()
  await page.getByRole('heading', { name: 'Accounts are on' }).waitFor()
  expect((await fetch(`${server.url}/api/v1/cushions`)).status).toBe(404)
  await on(page).link('Now').click()
  await on(page).says('desk-1')
  await on(page).link('Diary').click()
  await on(page).says('before there were accounts')
})

test('a stranger finds the sign-in page; a wrong password says so, a right one goes where the page was going', async () => {
  await physio.goto(`${url()}/tolerance`)
  await physio.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await physio.locator('body').innerText()).not.toContain('desk-1')
  await checkPage(physio, 'sign-in', 'dark')
  await checkWidths(physio)
  await signIn(physio, 'anna', 'not the password')
  await on(physio).says('The name or the password is not right.')
  await signIn(physio, 'anna', annas)
  await physio.getByRole('heading', { name: 'Your limits' }).waitFor()
  expect(new URL(physio.url()).pathname).toBe('/tolerance')
  await on(physio).link('Account of anna').click()
  await on(physio).button('Sign out').click()
  await on(physio).says('You are signed out.')
  expect(await physio.locator('body').innerText()).not.toContain('desk-1')
})

let link = ''
test('a physio is invited by link, makes an account, and looks', async () => {
  await page.goto(`${url()}/sharing`)
  await on(page).field('Diary: pain check-ins').first().check()
  await on(page).button('Make a link').click()
  link = (await page.locator('.shown-once pre').innerText()).trim()
  expect(link).toContain('/join#')
  await physio.goto(link)
  await physio.getByRole('heading', { name: 'You are invited' }).waitFor()
  await on(physio).says('Diary: pain check-ins')
  await checkPage(physio, 'join', 'light')
  await on(physio).field('User name').fill('petra')
  await on(physio).field('Password').fill(petras)
  await on(physio).button('Make an account and accept').click()
  await on(physio).says('You are looking at the data of anna')
  await on(physio).link('Sitters').first().click()
  await checkPage(physio, 'sitters', 'dark')
  await checkWidths(physio)
  await on(physio).button('Look at anna, desk-1').click()
  await on(physio).link('Days').click()
  await physio.getByRole('heading', { level: 1 }).waitFor()
  await on(physio).link('minutes').waitFor()
  expect(await on(physio).link('frames').count()).toBe(0)
  await checkPage(physio, 'looking', 'light')
})

test('what the sitter alone may do is not offered to the physio', async () => {
  await on(physio).link('Diary').click()
  await on(physio).says('Day by day')
  for (const name of ['Check in', 'New symptoms?', 'Add to the diary', 'Change the check-in'])
    expect(await physio.getByRole('button', { name }).count(), name).toBe(0)
  await on(physio).link('Tolerance').click()
  await on(physio).says('These are the limits of anna.')
  expect(await on(physio).field('Sitting in one go').isDisabled()).toBe(true)
  await on(physio).link('Now').click()
  await physio.getByRole('heading', { name: 'Now', level: 1 }).waitFor()
  expect(await physio.getByRole('button', { name: 'Check in' }).count()).toBe(0)
})

test('a used link and a link that never was say so', async () => {
  const stranger = await petra.context.newPage()
  await stranger.goto(link)
  await on(stranger).says('This invitation has been used.')
  await stranger.goto(`${url()}/join#nothing`)
  await stranger.reload()
  await on(stranger).says('This invitation is not known here.')
  const accounts = await openAccounts(address())
  const sitter = await accounts.roster.byUserName('anna')
  const old = await accounts.invitations.add({
    invitedBy: sitter?.id ?? '',
    offer: { kind: 'grant', scopes: [], untilMs: null },
    address: null,
    nowMs: 0,
    expiresAtMs: 1,
  })
  await accounts.close()
  await stranger.goto(`${url()}/join#${old.secret}`)
  await stranger.reload()
  await on(stranger).says('This invitation is too old.')
  await stranger.close()
})

test('what is taken back is gone from the physio’s open page at once', async () => {
  await on(physio).link('Now').click()
  await on(physio).says('desk-1')
  await page.goto(`${url()}/sharing`)
  await on(page).button('Stop sharing with petra').click()
  await physio
    .getByRole('heading', { name: 'This is not shared with you any more' })
    .waitFor({ timeout: 5000 })
  expect(await physio.locator('body').innerText()).not.toMatch(/desk-1|anna|kPa/)
  server.mqtt.deliver(topicsOf.cushion('desk-1', 'state'), aState({ boutS: 2000 }), true)
  await on(physio).link('Sitters').first().click()
  await on(physio).says('No sitter shares anything with you')
  expect(await physio.locator('body').innerText()).not.toMatch(/desk-1|anna/)
})

test('the sitter reads who looked', async () => {
  await page.goto(`${url()}/sharing`)
  await on(page).says(/petra looked at .+ \(desk-1\)/)
  await on(page).says(/today \d\d:\d\d/)
  await on(page).field('Name of the token').fill('Grafana')
  await on(page).button('Make a token').click()
  await page.getByRole('heading', { name: 'Your token' }).waitFor()
  await checkPage(page, 'sharing', 'dark')
  await checkWidths(page)
})

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** RFC 6238, as an authenticator app does it. */
function codeNow(secret: string): string {
  const bits = [...secret.replace(/=+$/, '')]
    .map((one) => base32.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('a second factor by QR code, its recovery codes, and a passkey open the account', async () => {
  const cdp = await anna.context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  })
  await page.goto(`${url()}/account`)
  await on(page).button('Set up').click()
  await on(page).field('Your password').fill(annas)
  await on(page).button('Continue').click()
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
  const secret = (await page.locator('.fields code').innerText()).trim()
  await checkPage(page, 'second-factor', 'light')
  await on(page).field('Code').fill(codeNow(secret))
  await on(page).button('Switch it on').click()
  const recovery = (await page.locator('.shown-once pre').innerText()).split('\n')
  expect(recovery.length).toBeGreaterThan(4)
  await on(page).field('Name of the passkey').fill('this desk')
  await on(page).button('Add a passkey').click()
  await on(page).says('this desk')
  await checkPage(page, 'account', 'dark')
  await checkWidths(page)

  await on(page).button('Sign out').click()
  await signIn(page, 'anna', annas)
  await on(page).button('Use a recovery code').click()
  await on(page).field('Recovery code').fill('wrong-code')
  await on(page).button('Continue').click()
  await on(page).says('The code is not right or too old.')
  await on(page)
    .field('Recovery code')
    .fill(recovery[0]?.trim() ?? '')
  await on(page).button('Continue').click()
  await page.getByRole('heading', { name: 'anna' }).waitFor()
  await on(page).button('Sign out').click()
  await on(page).button('Use a passkey').click()
  await page.getByRole('heading', { name: 'anna' }).waitFor()
})

test('the admin sees people and cushions, and gives roles', async () => {
  await on(page).link('People').click()
  await page.getByRole('heading', { name: 'petra' }).waitFor()
  await on(page).says('anna, all it ever recorded')
  await page.getByRole('group', { name: 'Roles of petra' }).getByLabel('tester').click()
  await waitFor(() => page.getByRole('group', { name: 'Roles of petra' }).getByLabel('tester').isChecked())
  await checkPage(page, 'people', 'light')
  await checkWidths(page)
  await page.getByRole('group', { name: 'Roles of anna' }).getByLabel('admin').click()
  await on(page).says('This is the last admin.')
})

test('a cookie that was copied opens nothing after signing out, and the page says that the session ended', async () => {
  const thief = await openBrowser()
  try {
    await thief.context.addCookies(await anna.context.cookies())
    const stolen = await thief.context.newPage()
    await stolen.goto(`${url()}/`)
    await on(stolen).says('desk-1')
    await on(page).link('Account of anna').click()
    await on(page).button('Sign out').click()
    await on(page).says('You are signed out.')
    await on(stolen).says('Your session has ended')
    expect(await stolen.locator('body').innerText()).not.toMatch(/desk-1|kPa/)
    await stolen.reload()
    await stolen.getByRole('heading', { name: 'Sign in' }).waitFor()
  } finally {
    await thief.close()
  }
})
