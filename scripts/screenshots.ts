/**
 * `npm run screenshots`: every page of the demo at both widths, light and dark, into docs/screenshots.
 *
 * Best run on a weekday afternoon, when the simulated sitter has had a day. It takes some minutes, mostly waiting until the
 * ten-minute strip shows somebody sitting.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openBrowser } from '../test/services/chromium.ts'
import { freePort } from '../test/services/free-port.ts'
import { runSitbone } from '../test/services/sitbone.ts'
import { waitFor } from '../test/services/wait-for.ts'
import { pages } from './pages.ts'

const seatedMs = 4 * 60_000

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))
const data = mkdtempSync(join(tmpdir(), 'sitbone-screenshots-'))
const listen = `127.0.0.1:${await freePort()}`
const sitbone = runSitbone(['start', '--listen', listen, '--broker-listen', 'off', '--data', data])
try {
  await waitFor(() => sitbone.said().includes('past fortnight is in the store'), {
    timeoutMs: 120_000,
    what: () => `the past fortnight: ${sitbone.said()}`,
  })
  console.log(`The demo runs; the pictures come when somebody has sat for ${seatedMs / 60_000} minutes.`)
  await delay(seatedMs)
  mkdirSync(folder, { recursive: true })
  for (const width of [1440, 390])
    for (const dark of [false, true]) {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
      const browser = await openBrowser({ width, height: width === 390 ? 844 : 957, dark, zone })
      const page = await browser.context.newPage()
      await page.goto(`http://${listen}/`)
      await page.getByRole('button', { name: 'I have read this' }).click()
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(`http://${listen}${path}`)
        await page.locator('main .card').first().waitFor()
        // Charts are drawn and the store has answered.
        await page.waitForLoadState('networkidle')
        await delay(1500)
        const file = `${name}-${width}-${dark ? 'dark' : 'light'}.png`
        await page.screenshot({ path: join(folder, file), fullPage: true })
        console.log(file)
      }
      for (const error of browser.errors) console.log(`The browser said: ${error}`)
      await browser.close()
    }
} finally {
  await sitbone.stop()
  rmSync(data, { recursive: true, force: true })
}
