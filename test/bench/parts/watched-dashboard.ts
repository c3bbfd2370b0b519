/** One dashboard behind Mosquitto, fleets of gateways at 10 Hz, and viewers of all their cushions: what each part costs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../../services/free-port.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { type Running, runSitbone } from '../../services/sitbone.ts'
import { waitFor } from '../../services/wait-for.ts'
import { costOf, cpuPercent, type HelperProcess, startHelper } from './processes.ts'

/** Gateways are independent, so their readings are spread over the tenth of a second. */
const turns = 20
type PartName = 'dashboard' | 'mosquitto' | 'gateways' | 'viewers'

export interface BenchDashboard {
  readonly url: string
  readonly folder: string
  readonly brokerUrl: string
  readonly dashboard: Running
  readonly brokerPid: number | undefined
}

/** `prepare` gets the data folder before the dashboard starts. */
export async function withDashboard<T>(
  prepare: (folder: string) => Promise<void>,
  work: (running: BenchDashboard) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const [mosquitto, port] = await Promise.all([startMosquitto(), freePort()])
  let dashboard: Running | null = null
  try {
    await prepare(folder)
    const listen = ['--listen', `127.0.0.1:${port}`, '--data', folder]
    const started = runSitbone(['dashboard', ...listen, '--broker', mosquitto.url])
    dashboard = started
    await waitFor(() => started.said().includes('Connected to the MQTT broker'), {
      timeoutMs: 30_000,
      what: started.said,
    })
    const url = `http://127.0.0.1:${port}`
    return await work({ url, folder, brokerUrl: mosquitto.url, dashboard: started, brokerPid: mosquitto.pid })
  } finally {
    await dashboard?.stop()
    await mosquitto.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface Load {
  readonly viewers: number
  readonly cushions: number
  readonly settleS: number
  readonly lookS: number
  /** Of the viewers' requests; none in one-person mode. */
  readonly cookie?: string
}

export interface Watched {
  readonly p50Ms: number
  readonly p99Ms: number
  /** Per viewer and cushion. */
  readonly updatesPerS: number
  /** The same, of the viewer with the fewest. */
  readonly fewestPerS: number
  readonly cpuPercent: Readonly<Record<PartName, number>>
  readonly rssMb: number
}

export async function watchDashboard(running: BenchDashboard, load: Load): Promise<Watched> {
  const { viewers, cushions, settleS, lookS, cookie = '' } = load
  const helpers: HelperProcess[] = []
  const help = (file: string, ...args: (string | number)[]) => {
    const helper = startHelper(file, args.map(String))
    helpers.push(helper)
    return helper
  }
  try {
    // Long enough for everybody to join; stopped as soon as the measurement is over.
    const gateways = help('fleet-process.ts', running.brokerUrl, cushions, settleS + lookS + 120, turns)
    await gateways.next()
    gateways.say({ go: true })
    const watching = help('viewers-process.ts', running.url, viewers, cushions, lookS, cookie)
    await watching.next()
    await delay(settleS * 1000)
    const pids = [running.dashboard.pid, running.brokerPid, gateways.child.pid, watching.child.pid]
    const before = pids.map(costOf)
    const startMs = performance.now()
    watching.say({ go: true })
    const seen = await watching.next()
    const s = (performance.now() - startMs) / 1000
    const after = pids.map(costOf)
    const cpu = (i: number) => cpuPercent(before[i] ?? null, after[i] ?? null, s) ?? Number.NaN
    return {
      p50Ms: Number(seen.p50Ms),
      p99Ms: Number(seen.p99Ms),
      updatesPerS: Number(seen.updatesPerS),
      fewestPerS: Number(seen.fewestPerS),
      cpuPercent: { dashboard: cpu(0), mosquitto: cpu(1), gateways: cpu(2), viewers: cpu(3) },
      rssMb: after[0]?.rssMb ?? Number.NaN,
    }
  } finally {
    await Promise.all(helpers.map((helper) => helper.stop()))
  }
}
