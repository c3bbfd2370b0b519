/** `--cohort`: a physio signs in with what the terminal says, and reviews the first simulated sitter while the others are prepared. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFinds } from '../services/axe.ts'
import { type Started, startWithPage } from '../services/started.ts'
import { waitFor } from '../services/wait-for.ts'

let started: Started

beforeAll(async () => {
  started = await startWithPage('--cohort', '2')
  started.browser.context.setDefaultTimeout(120_000)
}, 120_000)
afterAll(() => started?.end())

test('the list says that nobody is real and how far it is, and fills', async () => {
  const { page, sitbone, url } = started
  const said = /shown only now:\s+(\S+)/
  await waitFor(() => said.test(sitbone.said()), { timeoutMs: 30_000, what: sitbone.said })
  await page.goto(`${url}/sitters`)
  await page.getByLabel('User name or e-mail', { exact: true }).fill('physio')
  await page.getByLabel('Password', { exact: true }).fill(said.exec(sitbone.said())?.[1] ?? '')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('Nobody here is real.').waitFor()
  for (const name of ['anna', 'ben']) await page.getByRole('heading', { name }).waitFor()
  expect(await page.getByText(', simulated').count()).toBe(2)
  await page.getByText(/The last four weeks of 1 of 2 are there|The last four weeks of everybody/).waitFor()
  expect(await axeFinds(started.page)).toEqual([])
}, 180_000)

test('the review has figures, pressure by surface, VISA-H totals, and other days beside it', async () => {
  const { page } = started
  await page.getByRole('button', { name: 'Look at anna, sim-anna' }).click()
  await page.getByText('simulated: nobody sits on it').waitFor()
  await page.getByText(/of sitting a day \(\d+ valid days\)/).waitFor()
  await page.getByText(/^office foam, /).waitFor()
  await page.getByRole('button', { name: 'Choose the days to compare with' }).click()
  await page.getByText('Each figure with what it rests on.').waitFor()
  await page.getByLabel('New total').fill('71')
  await page.getByRole('button', { name: 'Save total' }).click()
  await page.locator('.visa-h-latest').getByText('71').waitFor()
  expect(await axeFinds(started.page)).toEqual([])
  expect(started.browser.errors.filter((line) => !/40[14]/.test(line))).toEqual([])
}, 120_000)
