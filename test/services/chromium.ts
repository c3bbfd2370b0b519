/** The system's Chromium, driven by Playwright: no background network use, a profile of its own for each user. */
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

interface BrowserOptions {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  readonly zone?: string
  /** Further flags of Chromium, which then runs for this one alone. */
  readonly flags?: readonly string[]
}

const launch = (flags: readonly string[] = []) =>
  chromium.launch({ executablePath: chromiumPath(), headless: true, args: [...quiet, ...flags] })

/** A start takes seconds, so one Chromium serves all test files of a process, and ends when nobody has used it for a while. */
const idleMs = 15_000
let shared: ReturnType<typeof launch> | null = null
let users = 0
let idle: NodeJS.Timeout | undefined

function share(): ReturnType<typeof launch> {
  users++
  clearTimeout(idle)
  shared ??= launch()
  return shared
}

function unshare(): void {
  users--
  if (users > 0) return
  idle = setTimeout(() => {
    const ended = shared
    shared = null
    void ended?.then((browser) => browser.close())
  }, idleMs)
}

export async function openBrowser({ flags, ...options }: BrowserOptions = {}): Promise<Browser> {
  const browser = await (flags === undefined ? share() : launch(flags))
  const context = await browser.newContext({
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
      if (flags === undefined) unshare()
      else await browser.close()
    },
  }
}
