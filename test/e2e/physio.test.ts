/**
 * `--cohort`: a physio from sign-in to the next review, over a simulated sitter. The list, the review, the replay and a comment, a
 * prescription that reaches the cushion and that the sitter cannot exceed, answers, and the report.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFinds } from '../services/axe.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { runSitbone } from '../services/sitbone.ts'
import { type Started, startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'

const cushion = 'sim-anna'
const question = 'How stiff is the first step?'

let started: Started
let other: Browser
/** Of the physio, and of the sitter. */
let physio: Page
let anna: Page
let password = ''

async function signIn(page: Page, who: string, path: string): Promise<void> {
  await page.goto(`${started.url}${path}`)
  await page.getByLabel('User name or e-mail', { exact: true }).fill(who)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

beforeAll(async () => {
  started = await startWithPage('--cohort', '1')
  const { sitbone } = started
  const said = () => /shown only now:\s+(\S+)/.exec(sitbone.said())?.[1] ?? ''
  await waitFor(() => said() !== '', { timeoutMs: 60_000, what: sitbone.said })
  password = said()
  physio = started.page
  other = await openBrowser()
  anna = await other.context.newPage()
  for (const { context } of [started.browser, other]) context.setDefaultTimeout(60_000)
})

afterAll(async () => {
  await other?.close()
  await started?.end()
})

test('the list says that nobody is real and how far it is, and fills', async () => {
  await signIn(physio, 'physio', '/sitters')
  await physio.getByText('Nobody here is real.').waitFor()
  await physio.getByRole('heading', { name: 'anna' }).waitFor()
  expect(await physio.getByText(', simulated').count()).toBe(1)
  await physio.getByLabel('Search').fill('nobody of this name')
  await physio.getByRole('button', { name: 'Show everybody' }).click()
  await physio.getByText(/The last four weeks of 0 of 1 are there|six months/).waitFor()
  expect(await axeFinds(physio)).toEqual([])
  await physio.getByText('The last four weeks of everybody are there').waitFor({ timeout: 120_000 })
}, 150_000)

test('the review has figures, pressure by surface, VISA-H totals, and other days beside it', async () => {
  await physio.getByRole('button', { name: `Look at anna, ${cushion}` }).click()
  await physio.getByRole('heading', { name: 'Quality of the data' }).waitFor()
  await physio.getByText('simulated: nobody sits on it').waitFor()
  await physio.getByText(/of sitting a day \(\d+ valid days\)/).waitFor()
  await physio.getByText(/^office foam, /).waitFor()
  await physio.getByRole('button', { name: 'Choose the days to compare with' }).click()
  await physio.getByText('Each figure with what it rests on.').waitFor()
  await physio.getByLabel('New total').fill('71')
  await physio.getByRole('button', { name: 'Save total' }).click()
  await physio.locator('.visa-h-latest').getByText('71').waitFor()
  expect(await axeFinds(physio)).toEqual([])
})

test('a day of the review is replayed, and a moment of it commented', async () => {
  await physio.locator('.review-day').last().press('Enter')
  await physio.getByText(/^(Mean of \d+ readings|One reading)/).waitFor()
  await physio.keyboard.press('c')
  await physio.keyboard.type('How was this?')
  await physio.getByRole('button', { name: 'Comment', exact: true }).click()
  await physio.locator('.replay-moments').getByText('You: How was this?').waitFor()
  expect(await axeFinds(physio)).toEqual([])
})

test('a prescription asks for a reason, warns of two changes at once, and reaches the cushion', async () => {
  await physio.goto(`${started.url}/review`)
  await physio.getByRole('link', { name: 'Set limits' }).click()
  await physio.getByText('These are the limits of anna.').waitFor()
  const boutMin = physio.getByLabel('Sitting in one go', { exact: true })
  await boutMin.fill('40')
  await physio.getByLabel('Sitting per day', { exact: true }).fill('300')
  await physio.getByText('2 things change at once: Sitting in one go, Sitting per day.').waitFor()
  await physio.getByLabel('Sitting per day', { exact: true }).fill('360')
  await physio.getByText('2 things change at once').waitFor({ state: 'detached' })
  await physio.getByLabel('Lock: Sitting in one go').check()
  await physio.getByRole('button', { name: 'Prescribe' }).click()
  await physio.getByText('Say why, for the sitter to read.').waitFor()
  await physio.getByLabel('Reason, for the sitter to read').fill('short bouts for two weeks')
  await physio.getByLabel('Next review (optional)').fill('2099-01-15')
  await physio.getByLabel('Questions at each check-in (optional, one a line)').fill(question)
  await physio.getByLabel('Suggested steps, at most % above these limits (optional)').fill('20')
  expect(await axeFinds(physio)).toEqual([])
  await physio.getByRole('button', { name: 'Prescribe' }).click()
  await physio.getByText('Prescribed. The new limits are in force.').waitFor()
  // Said by the gateway of the cushion itself, and recorded.
  await waitFor(
    async () => {
      const range = 'from=2020-01-01&to=2029-01-01'
      const answer = await physio.request.get(`${started.url}/api/v1/cushions/${cushion}/events?${range}`)
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
  await anna.getByRole('heading', { name: 'Set by physio' }).waitFor()
  await anna.getByText('“short bouts for two weeks”').first().waitFor()
  await anna.getByText('15 Jan 2099').first().waitFor()
  await anna.getByText('Suggested steps go up to 20 % above these limits').first().waitFor()
  expect(await axeFinds(anna)).toEqual([])
  const boutMin = anna.getByLabel('Sitting in one go', { exact: true })
  await boutMin.fill('60')
  await anna.getByRole('button', { name: 'Save limits' }).click()
  await anna.getByText('some are locked by physio').waitFor()
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
  await physio.goto(`${started.url}/diary`)
  await physio.getByText(`${question} 4 of 10`).waitFor()
})

test('the comment is answered where it is about, and the review says who set the limits', async () => {
  await physio.goto(`${started.url}/review`)
  await physio
    .getByText(/last by physio, .+; the limits were changed since; 1 limit locked; next review/)
    .waitFor()
  await physio.locator('.comment').getByText('How was this?').waitFor()
  await anna.goto(started.url)
  await anna.getByText('1 new comment from physio').waitFor()
  await anna.getByRole('link', { name: 'Days, 1 new comment from physio' }).waitFor()
  expect(await axeFinds(anna)).toEqual([])
  const moment = (await physio.locator('.thread-moment').getAttribute('href')) ?? ''
  await anna.goto(`${started.url}/${moment}`)
  await anna.locator('.replay-moments').getByText('physio: How was this?').waitFor()
  await anna.getByText('new', { exact: true }).waitFor()
  await anna.getByRole('button', { name: 'Answer' }).click()
  await anna.getByLabel('Your answer').fill('A little stiff.')
  await anna.getByRole('button', { name: 'Send answer' }).click()
  await anna.locator('.comment').getByText('A little stiff.').waitFor()
  await anna.getByRole('link', { name: 'Days', exact: true }).waitFor()
  await physio.goto(`${started.url}/review`)
  await physio.locator('.comment').getByText('A little stiff.').waitFor()
  await physio.getByText('read by anna').waitFor()
})

test('a token of the physio gets the report on anna as a PDF of two pages', async () => {
  await physio.goto(`${started.url}/sharing`)
  await physio.getByLabel('Name of the token').fill('reports')
  await physio.getByRole('group', { name: 'What it reads' }).getByLabel('Diary: pain check-ins').check()
  await physio.getByRole('button', { name: 'Make a token' }).click()
  const token = join(started.folder, 'token')
  writeFileSync(token, (await physio.locator('.shown-once pre').textContent()) ?? '', { mode: 0o600 })
  const file = join(started.folder, 'report.pdf')
  const { code, err } = await runSitbone(
    ['report', '--url', started.url, '--sitter', 'anna', '--output', file],
    { env: { SITBONE_API_TOKEN_FILE: token } },
  ).exited
  expect([code, err]).toEqual([0, ''])
  expect(readFileSync(file, 'latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(2)
  expect([...started.browser.errors, ...other.errors].filter((line) => !/40[14]/.test(line))).toEqual([])
})
