/**
 * What live updates for many cost: 300 viewers of one cushion, and one viewer of 300 cushions. Gateways at 10 Hz, Mosquitto,
 * one dashboard. All viewers share a process: the ages hold the time in which it takes in the updates of the others.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../../services/free-port.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { waitFor } from '../../services/wait-for.ts'
import { type Bench, type BenchOptions, type Row, scaled } from '../bench.ts'
import { costOf, cpuPercent, type HelperProcess, startHelper } from '../parts/processes.ts'

/** Gateways know nothing of each other: their readings come spread over the tenth of a second. */
const turns = 20
const parts = ['dashboard', 'mosquitto', 'gateways', 'viewers'] as const

export const viewers: Bench = {
  name: 'viewers',
  about: 'live updates from one dashboard for many viewers of a cushion, and for a viewer of many cushions',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const many = scaled(300, Math.min(1, scale * 2), 10)
    const lookS = scaled(20, scale, 2)
    const settleS = scaled(5, scale)
    say(`${many} viewers of one cushion: ${lookS} s`)
    const crowd = await measure({ viewers: many, cushions: 1, settleS, lookS })
    say(`one viewer of ${many} cushions: ${lookS} s`)
    const wall = await measure({ viewers: 1, cushions: many, settleS, lookS })
    return [
      { what: `${many} viewers of one cushion: age of a live reading at them, 99th percentile`, ...crowd },
      { what: `one viewer of ${many} cushions: age of a live reading at it, 99th percentile`, ...wall },
    ]
  },
}

interface Load {
  readonly viewers: number
  readonly cushions: number
  readonly settleS: number
  readonly lookS: number
}

async function measure({ viewers, cushions, settleS, lookS }: Load): Promise<Omit<Row, 'what'>> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const [mosquitto, port] = await Promise.all([startMosquitto(), freePort()])
  const listen = ['--listen', `127.0.0.1:${port}`, '--data', folder]
  const dashboard = runSitbone(['dashboard', ...listen, '--broker', mosquitto.url])
  const helpers: HelperProcess[] = []
  const help = (file: string, ...args: (string | number)[]) => {
    const helper = startHelper(file, args.map(String))
    helpers.push(helper)
    return helper
  }
  try {
    // Long enough for everybody to join; ended as soon as the look is over.
    const gateways = help('fleet-process.ts', mosquitto.url, cushions, settleS + lookS + 120, turns)
    await gateways.next()
    await waitFor(() => dashboard.said().includes('Connected to the MQTT broker'), {
      timeoutMs: 30_000,
      what: () => dashboard.said(),
    })
    gateways.say({ go: true })
    const watching = help('viewers-process.ts', `http://127.0.0.1:${port}`, viewers, cushions, lookS)
    await watching.next()
    await delay(settleS * 1000)
    const pids = [dashboard.pid, mosquitto.pid, gateways.child.pid, watching.child.pid]
    const before = pids.map(costOf)
    const startMs = performance.now()
    watching.say({ go: true })
    const seen = await watching.next()
    const s = (performance.now() - startMs) / 1000
    const after = pids.map(costOf)
    const cpu = (i: number) => cpuPercent(before[i] ?? null, after[i] ?? null, s) ?? Number.NaN
    return {
      unit: 'ms',
      value: Number(seen.p99Ms),
      more: {
        'median (ms)': Number(seen.p50Ms),
        'updates a second, per viewer and cushion': Number(seen.updatesPerS),
        'the same, of the viewer with the fewest': Number(seen.fewestPerS),
        ...Object.fromEntries(parts.map((part, i) => [`CPU of ${part} (%)`, cpu(i)])),
        'dashboard RSS (MB)': after[0]?.rssMb ?? Number.NaN,
      },
    }
  } finally {
    await Promise.all(helpers.map((helper) => helper.stop()))
    await dashboard.stop()
    await mosquitto.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
