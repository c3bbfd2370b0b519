/**
 * `npm run lighthouse`: Lighthouse over every page of the demo, served as in production, in the system's Chromium. Prints a
 * table and fails when a figure is below its bound. Lighthouse is installed on demand, because it is larger than most of what
 * Sitbone needs together. Pages can be named: `npm run lighthouse -- now diary`. The last columns are how fast this computer was
 * meanwhile (Lighthouse's benchmark index) and how much slower the phone was made: on a busy computer, performance says nothing
 * about the page.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromiumPath } from '../test/services/chromium.ts'
import { freePort } from '../test/services/free-port.ts'
import { installedApart } from '../test/services/installed-apart.ts'
import { runSitbone } from '../test/services/sitbone.ts'
import { waitFor } from '../test/services/wait-for.ts'
import { pages } from './pages.ts'

const folder = join(tmpdir(), 'sitbone-lighthouse-13')
const program = 'node_modules/lighthouse/cli/index.js'
/** Percent, per category; on a simulated slow phone only the performance. */
const leastOnDesktop = 95
const leastOnPhone = 90
/**
 * A usual phone is four times slower than a fast desktop computer (a benchmark index from 1500), and twice slower than a slow one
 * (Lighthouse, docs/throttling.md, "Calibrating the CPU slowdown").
 */
const slowdownFor = (benchmarkIndex: number): number => (benchmarkIndex >= 1500 ? 4 : 2)
const desktopCategories = ['performance', 'accessibility', 'best-practices', 'seo']

interface Report {
  readonly environment: { readonly benchmarkIndex: number }
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>
  readonly audits: Readonly<Record<string, { readonly title: string; readonly score: number | null }>>
}

interface Look {
  readonly categories: readonly string[]
  readonly flags: (benchmarkIndex: number) => readonly string[]
  readonly least: number
}

const looks: Readonly<Record<string, Look>> = {
  desktop: { categories: desktopCategories, flags: () => ['--preset=desktop'], least: leastOnDesktop },
  phone: {
    categories: ['performance'],
    flags: (index) => [`--throttling.cpuSlowdownMultiplier=${slowdownFor(index)}`],
    least: leastOnPhone,
  },
}

const why = await installedApart(folder, { packages: ['lighthouse@13'], shownBy: [program] })
if (why !== null) {
  console.error(why)
  process.exit(1)
}
const named = process.argv.slice(2)
const data = mkdtempSync(join(tmpdir(), 'sitbone-lighthouse-data-'))
const listen = `127.0.0.1:${await freePort()}`
const sitbone = runSitbone(['start', '--listen', listen, '--broker-listen', 'off', '--data', data])
try {
  await waitFor(() => sitbone.said().includes('past fortnight is in the store'), {
    timeoutMs: 240_000,
    what: () => `the past fortnight: ${sitbone.said()}`,
  })
  console.log(
    ['page', ...desktopCategories, 'performance on a phone', 'speed of this computer', 'slowdown'].join('\t'),
  )
  for (const [name, path] of Object.entries(pages)) {
    if (named.length > 0 && !named.includes(name)) continue
    const scores: string[] = []
    const speeds: number[] = []
    let speed = 0
    for (const look of Object.values(looks)) {
      const report = await reportOf(`http://${listen}${path}`, look.categories, look.flags(speed))
      scores.push(...scoresOf(report, look))
      speed = Math.round(report.environment.benchmarkIndex)
      speeds.push(speed)
    }
    console.log([name, ...scores, speeds.join(', '), slowdownFor(speeds[0] ?? 0)].join('\t'))
  }
} finally {
  await sitbone.stop()
  rmSync(data, { recursive: true, force: true })
}

async function reportOf(
  url: string,
  categories: readonly string[],
  more: readonly string[],
): Promise<Report> {
  const flags = ['--quiet', '--output=json', `--only-categories=${categories.join(',')}`, ...more]
  const chrome = '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking'
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(folder, program), url, ...flags, chrome],
    { env: { ...process.env, CHROME_PATH: chromiumPath() }, maxBuffer: 64 * 1024 * 1024, timeout: 180_000 },
  )
  return JSON.parse(stdout)
}

function scoresOf(report: Report, { categories, least }: Look): string[] {
  const percents = categories.map((name) => Math.round((report.categories[name]?.score ?? 0) * 100))
  if (percents.some((percent) => percent < least)) {
    process.exitCode = 1
    for (const { title, score } of Object.values(report.audits))
      if (score !== null && score < 0.9) console.log(`  ${Math.round(score * 100)}\t${title}`)
  }
  return percents.map((percent) => (percent < least ? `${percent} (below ${least})` : String(percent)))
}
