/**
 * A physio from sign-in to the next review, with a simulated cushion: the list, the review, a prescription that reaches the
 * cushion and that the sitter cannot exceed, a comment and its answer.
 */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAccounts } from '../../dashboard/server/people/accounts.ts'
import { secretOf } from '../../dashboard/server/people/sign-in/secret-file.ts'
import { SignIn } from '../../dashboard/server/people/sign-in/sign-in.ts'
import { wallClock } from '../../platform/clock.ts'
import { axeFinds } from '../services/axe.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { type Started, startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'

const password = 'sits and reads figures'

let started: Started
let other: Browser
/** Of the physio, and of the sitter. */
let petra: Page
let anna: Page
let cushion = ''

async function signIn(page: Page, who: string, path: string): Promise<void> {
  await page.goto(`${started.url}${path}`)
  await page.getByLabel('User name or e-mail', { exact: true }).fill(who)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const question = 'How stiff is the first step?'

beforeAll(async () => {
  started = await startWithPage('--port', 'simulator', '--no-past')
  const { folder, url } = started
  await waitFor(
    async () => {
      const { cushions } = (await (await fetch(`${url}/api/v1/cushions`)).json()) as {
        cushions: { id: string }[]
      }
      cushion = cushions[0]?.id ?? ''
      return cushion !== ''
    },
    { timeoutMs: 30_000, what: started.sitbone.said },
  )
  const accounts = await openAccounts({ kind: 'sqlite', file: join(folder, 'accounts.db') })
  const secret = secretOf(join(folder, 'accounts.secret'))
  const signUp = new SignIn({ accounts, secret, host: '127.0.0.1', clock: wallClock })
  const idOf = async (...given: Parameters<SignIn['addPerson']>) => {
    const added = await signUp.addPerson(...given)
    return added === 'taken' ? '' : added.id
  }
  const sitterId = await idOf({ userName: 'anna', password }, ['sitter'])
  const physioId = await idOf({ userName: 'petra', password }, ['physio'])
  await accounts.assignments.assign({ cushion, sitterId, fromMs: 0 })
  const scopes = ['diary', 'notes', 'prescribe'] as const
  await accounts.grants.add({ sitterId, physioId, scopes, fromMs: 0, untilMs: null, nowMs: Date.now() })
  await accounts.close()
  petra = started.page
  other = await openBrowser()
  anna = await other.context.newPage()
  for (const { context } of [started.browser, other]) context.setDefaultTimeout(30_000)
})

afterAll(async () => {
  await other?.close()
  await started?.end()
})

test('the list leads to the review, and the review to the limits', async () => {
  await signIn(petra, 'petra', '/sitters')
  await petra.getByRole('heading', { name: 'anna' }).waitFor()
  await petra.getByText('of 28 days with data').waitFor()
  expect(await axeFinds(petra)).toEqual([])
  await petra.getByLabel('Search').fill('nobody of this name')
  await petra.getByRole('button', { name: 'Show everybody' }).click()
  await petra.getByRole('button', { name: `Look at anna, ${cushion}` }).click()
  await petra.getByRole('heading', { name: 'Quality of the data' }).waitFor()
  await petra.getByRole('link', { name: 'Set limits' }).click()
  await petra.getByText('These are the limits of anna.').waitFor()
})

test('a prescription asks for a reason, warns of two changes at once, and reaches the cushion', async () => {
  const boutMin = petra.getByLabel('Sitting in one go', { exact: true })
  await boutMin.fill('40')
  await petra.getByLabel('Sitting per day', { exact: true }).fill('300')
  await petra.getByText('2 things change at once: Sitting in one go, Sitting per day.').waitFor()
  await petra.getByLabel('Sitting per day', { exact: true }).fill('360')
  await petra.getByText('2 things change at once').waitFor({ state: 'detached' })
  await petra.getByLabel('Lock: Sitting in one go').check()
  await petra.getByRole('button', { name: 'Prescribe' }).click()
  await petra.getByText('Say why, for the sitter to read.').waitFor()
  await petra.getByLabel('Reason, for the sitter to read').fill('short bouts for two weeks')
  await petra.getByLabel('Next review (optional)').fill('2099-01-15')
  await petra.getByLabel('Questions at each check-in (optional, one a line)').fill(question)
  await petra.getByLabel('Suggested steps, at most % above these limits (optional)').fill('20')
  expect(await axeFinds(petra)).toEqual([])
  await petra.getByRole('button', { name: 'Prescribe' }).click()
  await petra.getByText('Prescribed. The new limits are in force.').waitFor()
  // Said by the gateway of the cushion itself, and recorded.
  await waitFor(
    async () => {
      const range = 'from=2020-01-01&to=2029-01-01'
      const answer = await petra.request.get(`${started.url}/api/v1/cushions/${cushion}/events?${range}`)
      const { events } = (await answer.json()) as {
        events: { kind: string; tolerance?: { boutMin: number } }[]
      }
      return events.some(({ kind, tolerance }) => kind === 'tolerance-changed' && tolerance?.boutMin === 40)
    },
    { timeoutMs: 30_000, what: started.sitbone.said },
  )
})

test('the sitter reads who, when and why, cannot exceed it, and can be stricter', async () => {
  await signIn(anna, 'anna', '/tolerance')
  await anna.getByRole('heading', { name: 'Set by petra' }).waitFor()
  await anna.getByText('“short bouts for two weeks”').first().waitFor()
  await anna.getByText('15 Jan 2099').first().waitFor()
  await anna.getByText('Suggested steps go up to 20 % above these limits').first().waitFor()
  expect(await axeFinds(anna)).toEqual([])
  const boutMin = anna.getByLabel('Sitting in one go', { exact: true })
  await boutMin.fill('60')
  await anna.getByRole('button', { name: 'Save limits' }).click()
  await anna.getByText('some are locked by petra').waitFor()
  await anna.getByText('Locked: at most 40 min.').waitFor()
  await boutMin.fill('30')
  // Meanwhile, as from another page of hers.
  const at = (path: string) => `${started.url}/api/v1/${path}`
  const read = async (path: string) => await (await anna.request.get(at(path))).json()
  const { history } = (await read(`cushions/${cushion}/prescriptions`)) as {
    history: { tolerance: object }[]
  }
  const { csrf } = (await read('account')) as { csrf: string }
  const put = await anna.request.put(at(`cushions/${cushion}/tolerance`), {
    data: { ...history[0]?.tolerance, dayMin: 350 },
    headers: { 'x-csrf-token': csrf, origin: started.url },
  })
  expect(put.status()).toBe(200)
  await anna.getByText('These limits were changed elsewhere since you opened them.').waitFor()
  await anna.getByRole('button', { name: 'Save limits' }).click()
  await anna.getByText('Choose above which ones count.').waitFor()
  await anna.getByRole('button', { name: 'Take theirs' }).click()
  await boutMin.fill('30')
  await anna.getByRole('button', { name: 'Save limits' }).click()
  await anna.getByText('Saved. Your new limits are in force.').waitFor()
})

test('a check-in asks what the physio wants to know, and the physio reads the answer', async () => {
  await anna.goto(`${started.url}/diary`)
  await anna.getByRole('button', { name: 'Check in', exact: true }).first().click()
  await anna.getByLabel('Pain now, 0 to 10').getByRole('button', { name: '2 of 10' }).click()
  await anna.getByText('Saved: 2 of 10.').waitFor()
  expect(await axeFinds(anna)).toEqual([])
  await anna.getByLabel(`${question} 0 to 10`).getByRole('button', { name: '4 of 10' }).click()
  await anna.getByLabel(`${question} 0 to 10`).locator('[aria-pressed=true]').waitFor()
  await anna.getByRole('button', { name: 'Done' }).click()
  await petra.goto(`${started.url}/diary`)
  await petra.getByText(`${question} 4 of 10`).waitFor()
})

test('a comment is answered, and the review says who set the limits', async () => {
  await petra.goto(`${started.url}/review`)
  await petra
    .getByText(/last by petra, .+; the limits were changed since; 1 limit locked; next review/)
    .waitFor()
  await petra.getByLabel('New comment').fill('How was this morning?')
  await petra.getByLabel('Time', { exact: true }).fill('04:00')
  await petra.getByRole('button', { name: 'Comment', exact: true }).click()
  await petra.locator('.comment').getByText('How was this morning?').waitFor()
  expect(await axeFinds(petra)).toEqual([])
  await petra.locator('.thread-moment').click()
  await anna.goto(`${started.url}/${new URL(petra.url()).pathname.slice(1)}`)
  await anna.getByText('new', { exact: true }).waitFor()
  await anna.getByRole('button', { name: 'Answer' }).click()
  await anna.getByLabel('Your answer').fill('A little stiff.')
  await anna.getByRole('button', { name: 'Send answer' }).click()
  await anna.locator('.comment').getByText('A little stiff.').waitFor()
  await petra.goto(`${started.url}/review`)
  await petra.locator('.comment').getByText('A little stiff.').waitFor()
  await petra.getByText('read by anna').waitFor()
  expect([...started.browser.errors, ...other.errors].filter((line) => !/404/.test(line))).toEqual([])
})
