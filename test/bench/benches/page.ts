/**
 * What a live update costs the browser: the main thread of the Now page, per update shown, beside a bare Chart.js page with the
 * same two lines of ten minutes. The page gets at most ten updates a second, however fast the board is. In processor time of the thread, so that a busy machine changes little.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import { type Browser, openBrowser } from '../../services/chromium.ts'
import { freePort } from '../../services/free-port.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { waitFor } from '../../services/wait-for.ts'
import { type Bench, type BenchOptions, type Row, scaled } from '../bench.ts'
import { countPaints } from '../parts/painted.ts'

export const page: Bench = {
  name: 'page',
  about: 'main thread of the browser per live update of the Now page, beside a bare Chart.js page',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const lookS = scaled(30, scale, 3)
    const browser = await openBrowser()
    try {
      say(`the bare Chart.js page: ${lookS} s`)
      const bare = await bareChart(browser, lookS)
      say(`the Now page: ${lookS} s`)
      const now = await nowPage(browser, lookS)
      const peer = { name: 'bare Chart.js page', value: bare.taskMs }
      return [
        { what: 'main thread per live update', unit: 'ms', value: now.taskMs, target: { atMost: 4 }, peer },
        { what: 'script of it', unit: 'ms', value: now.scriptMs },
        { what: 'style and layout of it', unit: 'ms', value: now.layoutMs },
        {
          what: 'memory of the page, growth',
          unit: 'MB',
          value: Math.max(0, now.grownMb),
          note: 'after garbage collection, over the time looked at',
        },
      ]
    } finally {
      await browser.close()
    }
  },
}

interface Cost {
  readonly taskMs: number
  readonly scriptMs: number
  readonly layoutMs: number
  readonly grownMb: number
}

/** Two lines of ten minutes, two readings a second, redrawn twenty times a second. */
async function bareChart(browser: Browser, lookS: number): Promise<Cost> {
  const tab = await browser.context.newPage()
  const chart = readFileSync(
    createRequire(import.meta.url)
      .resolve('chart.js/auto')
      .replace(/auto[\\/].*$/, 'dist/chart.umd.js'),
  )
  await tab.setContent('<div style="width:600px;height:300px"><canvas></canvas></div>')
  await tab.addScriptTag({ content: chart.toString() })
  await tab.evaluate(`
    window.benchPaints = []
    const line = (phase) => Array.from({ length: 1200 }, (_, x) => ({ x, y: 13 + Math.sin(x / 30 + phase) }))
    const options = { animation: false, parsing: false, normalized: true, maintainAspectRatio: false, scales: { x: { type: 'linear' } } }
    const datasets = [0, 1].map((phase) => ({ data: line(phase), pointRadius: 0 }))
    const drawn = new Chart(document.querySelector('canvas'), { type: 'line', data: { datasets }, options })
    let x = 1200
    setInterval(() => {
      for (const { data } of datasets) { data.shift(); data.push({ x, y: 13 + Math.sin(x / 30) }) }
      x += 1
      drawn.update('none')
      window.benchPaints.push(x)
    }, 50)`)
  const cost = await costOf(tab, lookS)
  await tab.close()
  return cost
}

async function nowPage(browser: Browser, lookS: number): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const listen = `127.0.0.1:${await freePort()}`
  const cushion = ['--scenario', 'long-sit', '--no-past']
  const program = runSitbone([
    'start',
    '--listen',
    listen,
    '--broker-listen',
    'off',
    '--data',
    folder,
    ...cushion,
  ])
  const tab = await browser.context.newPage()
  try {
    await waitFor(async () => (await fetch(`http://${listen}/livez`)).ok, {
      timeoutMs: 120_000,
      what: 'the dashboard',
    })
    await countPaints(tab)
    await tab.goto(`http://${listen}/`)
    await waitFor(async () => (await updatesOf(tab)) > 20, { timeoutMs: 60_000, what: 'live updates' })
    return await costOf(tab, lookS)
  } finally {
    await tab.close()
    await program.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const updatesOf = async (tab: Page): Promise<number> =>
  Number(await tab.evaluate('window.benchPaints.length'))

async function costOf(tab: Page, lookS: number): Promise<Cost> {
  const devtools = await tab.context().newCDPSession(tab)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  // The first seconds compile and fetch.
  await delay(3000)
  const before = { ...(await metricsOf(devtools)), updates: await updatesOf(tab) }
  await delay(lookS * 1000)
  const after = { ...(await metricsOf(devtools)), updates: await updatesOf(tab) }
  const updates = after.updates - before.updates
  const ms = (of: (cost: Metrics) => number) => ((of(after) - of(before)) * 1000) / updates
  return {
    taskMs: ms(({ task }) => task),
    scriptMs: ms(({ script }) => script),
    layoutMs: ms(({ layout }) => layout),
    grownMb: (after.heap - before.heap) / 1e6,
  }
}

type Metrics = Awaited<ReturnType<typeof metricsOf>>

async function metricsOf(devtools: CDPSession) {
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics } = await devtools.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
  return {
    task: of('TaskDuration'),
    script: of('ScriptDuration'),
    layout: of('LayoutDuration') + of('RecalcStyleDuration'),
    heap: of('JSHeapUsedSize'),
  }
}
