/** The real page in a browser, in a folder of a real nginx: every address in it, live figures, and going from page to page. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, runDashboard } from '../../dashboard/server/testing.ts'
import { type Browser, openBrowser } from '../services/chromium.ts'
import { type Nginx, startNginx } from '../services/nginx.ts'

const webRoot = fileURLToPath(new URL('../../dashboard/web/dist', import.meta.url))
const upgrade =
  'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'

describe.each([
  ['takes the folder away', '', '/'],
  ['passes the folder on', '/sitbone', ''],
])('a proxy that %s', (_what, publicPath, end) => {
  let dashboard: Running
  let nginx: Nginx
  let browser: Browser
  beforeAll(async () => {
    dashboard = await runDashboard({ webRoot, publicPath })
    dashboard.withDesk()
    nginx = await startNginx(
      `location /sitbone/ { proxy_pass ${dashboard.url}${end}; proxy_set_header Host $http_host; ${upgrade} }`,
    )
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await nginx?.stop()
    await dashboard?.end()
  })

  test('shows the page, its figures and the other pages, after a reload too', async () => {
    const at = `http://127.0.0.1:${nginx.port}/sitbone/`
    const page = await browser.context.newPage()
    const outside: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(at) && !request.url().startsWith('data:')) outside.push(request.url())
    })
    await page.goto(at)
    await page.getByRole('navigation').getByRole('link', { name: 'Diary' }).click()
    await expect.poll(() => page.url()).toBe(`${at}diary`)
    await expect.poll(() => page.title()).toContain('Diary')
    await page.getByRole('navigation').getByRole('link', { name: 'Days' }).click()
    await expect.poll(() => page.url()).toMatch(/\/sitbone\/day\/\d{4}-\d\d-\d\d$/)
    await page.reload()
    await expect.poll(() => page.title()).toContain('Day')
    await page.getByRole('link', { name: 'Skip to the page' }).focus()
    await page.keyboard.press('Enter')
    expect(page.url()).toMatch(/\/sitbone\/day\/\d{4}-\d\d-\d\d#main$/)
    await page.goBack()
    await page.getByRole('navigation').getByRole('link', { name: 'Now' }).click()
    await expect.poll(() => page.url()).toBe(at)
    // The cushion is known here only over the socket.
    await expect.poll(() => page.locator('body').innerText()).toContain('desk-1')
    expect(outside).toEqual([])
    // This server keeps no diary.
    expect(browser.errors.filter((error) => !error.includes('405'))).toEqual([])
  })
})
