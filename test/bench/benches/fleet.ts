/**
 * Many cushions on one recorder and one dashboard: gateways in real time (10 readings a second each), Mosquitto, InfluxDB, one
 * viewer of one cushion. Measures cost, and the age of readings when stored and when seen.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../services/free-port.ts'
import { startInfluxd } from '../../services/influxd.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { waitFor } from '../../services/wait-for.ts'
import { type Bench, type BenchOptions, median, percentile, type Row, scaled } from '../bench.ts'
import { costOf, startHelper } from '../parts/processes.ts'
import { watch } from '../parts/viewer.ts'

const parts = ['recorder', 'dashboard', 'mosquitto', 'influxd', 'gateways'] as const

export const fleet: Bench = {
  name: 'fleet',
  about: 'many cushions on one recorder and one dashboard, at their true pace',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const cushions = scaled(500, Math.min(1, scale * 2), 10)
    const lastS = scaled(30, scale, 5)
    say(`${cushions} cushions for ${lastS} s`)
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
    const [mosquitto, influxd, port] = await Promise.all([startMosquitto(), startInfluxd(), freePort()])
    const common = ['--broker', mosquitto.url, '--store', `influx://127.0.0.1:${influxd.port}/sitbone`]
    const roles = [
      runSitbone(['recorder', '--data', folder, ...common]),
      runSitbone(['dashboard', '--listen', `127.0.0.1:${port}`, ...common]),
    ]
    const gateways = startHelper('fleet-process.ts', [mosquitto.url, String(cushions), String(lastS)])
    try {
      await gateways.next()
      await waitFor(() => roles.every((role) => role.said().includes('Connected to the MQTT broker')), {
        timeoutMs: 30_000,
        what: () => roles.map((role) => role.said()).join('\n'),
      })
      const pids = [roles[0]?.pid, roles[1]?.pid, mosquitto.pid, influxd.pid, gateways.child.pid]
      const before = pids.map(costOf)
      const startMs = performance.now()
      gateways.say({ go: true })
      const ages: number[] = []
      const viewer = await watch(`http://127.0.0.1:${port}`, 'fleet-1', ({ atMs }) => {
        ages.push(Date.now() - atMs)
      })
      const told = await gateways.next()
      const s = (performance.now() - startMs) / 1000
      const after = pids.map(costOf)
      viewer.close()
      const cpu = (i: number) =>
        (((after[i]?.cpuS ?? Number.NaN) - (before[i]?.cpuS ?? Number.NaN)) / s) * 100
      const seen = ages.slice(5)
      return [
        {
          what: `${cushions} cushions on one recorder and one dashboard: reading to stored, 99th percentile`,
          unit: 'ms',
          value: Number(told.storedP99Ms),
          note: `${Math.round(Number(told.readings) / lastS)} readings/s into InfluxDB; ${told.missing} batches unacknowledged at the end`,
          more: {
            'median (ms)': Number(told.storedP50Ms),
            'the senders themselves were late by up to (ms)': Number(told.behindMs),
            ...Object.fromEntries(parts.map((part, i) => [`CPU of ${part} (%)`, cpu(i)])),
            'recorder RSS (MB)': after[0]?.rssMb ?? Number.NaN,
            'dashboard RSS (MB)': after[1]?.rssMb ?? Number.NaN,
          },
        },
        {
          what: `${cushions} cushions: age of a live reading at one viewer, 99th percentile`,
          unit: 'ms',
          value: percentile(seen, 0.99),
          more: { 'median (ms)': median(seen), updates: seen.length },
        },
      ]
    } finally {
      await gateways.stop()
      await Promise.all(roles.map((role) => role.stop()))
      await Promise.all([mosquitto.stop(), influxd.stop()])
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
