/** `sitbone start` with a data folder of its own, and a browser on its page: what most tests in a browser begin with. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type Browser, openBrowser } from './chromium.ts'
import { freePort } from './free-port.ts'
import { type Running, runSitbone } from './sitbone.ts'
import { waitFor } from './wait-for.ts'

export interface Started {
  readonly url: string
  readonly folder: string
  readonly sitbone: Running
  readonly browser: Browser
  readonly page: Page
  /** Sends a change as the page would. @throws unless it is accepted */
  ask(method: 'PUT' | 'POST', path: string, body: object): Promise<void>
  end(): Promise<void>
}

/** The page is blank until the test opens one. */
export async function startWithPage(...args: readonly string[]): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-page-'))
  const listen = `127.0.0.1:${await freePort()}`
  const url = `http://${listen}`
  const where = ['--broker-listen', 'off', '--listen', listen, '--data', folder]
  const sitbone = runSitbone(['start', ...where, ...args])
  const browser = await openBrowser()
  const end = async (): Promise<void> => {
    await browser.close()
    await sitbone.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const up = waitFor(async () => (await fetch(`${url}/livez`)).ok, { timeoutMs: 90_000, what: sitbone.said })
  await up.catch(async (error) => {
    await end()
    throw error
  })
  return {
    url,
    folder,
    sitbone,
    browser,
    page: await browser.context.newPage(),
    async ask(method, path, body) {
      const headers = { 'content-type': 'application/json', origin: url }
      const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    },
    end,
  }
}
