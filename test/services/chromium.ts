/** The system's Chromium, driven by Playwright: no background network use, a fresh profile, removed at close(). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { findChromium } from '../../cli/report/chromium.ts'

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function chromiumPath(): string {
  const program = findChromium(process.env)
  if (program !== null) return program
  throw new Error('Chromium is not installed; on Debian: apt-get install chromium')
}

export interface Browser {
  readonly context: BrowserContext
  /** Errors logged by the pages, including a missing favicon; there must be none. */
  readonly errors: string[]
  close(): Promise<void>
}

export async function openBrowser(
  options: {
    width?: number
    height?: number
    dark?: boolean
    zone?: string
    /** Further flags of Chromium. */
    flags?: readonly string[]
  } = {},
): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'sitbone-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    args: [...quiet, ...(options.flags ?? [])],
    viewport: { width: options.width ?? 1440, height: options.height ?? 957 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    timezoneId: options.zone ?? 'Europe/Berlin',
    locale: 'en-GB',
  })
  const errors: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`)
  })
  context.on('weberror', (error) => errors.push(String(error.error())))
  return {
    context,
    errors,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
