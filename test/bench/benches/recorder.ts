/**
 * Many gateways -> Mosquitto -> one recorder -> InfluxDB, each in a separate process, until the last batch is acknowledged as
 * stored; then counts the points in the database. Batches as from gateways at 10 Hz.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startInfluxd } from '../../services/influxd.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { waitFor } from '../../services/wait-for.ts'
import { type Bench, type BenchOptions, median, type Row, scaled } from '../bench.ts'
import { installNodeRed } from '../node-red/install.ts'
import { highestRate } from '../node-red/peer.ts'
import { costOf, startHelper } from '../parts/processes.ts'

const cushions = 20
const rounds = 3

export const recorder: Bench = {
  name: 'recorder',
  about: 'gateways through Mosquitto and one recorder into InfluxDB, acknowledged; Node-RED as the peer',
  async run({ scale, say, peers }: BenchOptions): Promise<Row[]> {
    const rates = await peerRates({ scale, say, ...(peers === undefined ? {} : { peers }) })
    const rows: Row[] = []
    for (const { perBatch, rateHz } of [
      { perBatch: 5, rateHz: 10 },
      { perBatch: 25, rateHz: 50 },
    ]) {
      const results: Through[] = []
      for (let round = 0; round < (scale >= 1 ? rounds : 1); round++) {
        say(`gateways at ${rateHz} Hz, ${round + 1} of ${rounds}`)
        results.push(await through({ readings: scaled(20_000, scale, 200), perBatch }))
      }
      const costs = parts.map((part) => [
        `readings per CPU second of ${part}`,
        median(results.map(({ perCpuS }) => perCpuS[part])),
      ])
      const note = `${cushions} cushions, batches of ${perBatch} readings, every one acknowledged and counted in the database`
      const base = { unit: 'readings/s', value: median(results.map(({ perS }) => perS)) }
      rows.push({
        what: `through Mosquitto and one recorder into InfluxDB, gateways at ${rateHz} Hz`,
        ...base,
        target: { atLeast: 45_000 },
        peer: { name: 'Node-RED in batches', value: rates.batched },
        more: {
          ...Object.fromEntries(costs),
          'recorder RSS (MB)': median(results.map(({ rssMb }) => rssMb)),
        },
        note: rates.why === null ? note : `${note}; ${rates.why}`,
      })
      if (rateHz === 10)
        rows.push({
          what: 'the same, against the flow that writes point by point',
          ...base,
          peer: { name: 'Node-RED point by point', value: rates.plain },
        })
    }
    return rows
  },
}

/** The peer's highest rates without loss; null with the reason if there is no peer. */
async function peerRates({ scale, say, peers }: BenchOptions) {
  if (peers === false) return { plain: null, batched: null, why: null }
  if (scale < 0.2) return { plain: null, batched: null, why: 'too short a run for a peer' }
  const why = await installNodeRed()
  if (why !== null) return { plain: null, batched: null, why }
  const [mosquitto, influxd] = await Promise.all([startMosquitto(), startInfluxd()])
  try {
    const lastS = scaled(10, scale, 3)
    const plain = await highestRate({ mosquitto, influxd }, { batched: false, lastS, say })
    const batched = await highestRate({ mosquitto, influxd }, { batched: true, lastS, say })
    return { plain, batched, why: null }
  } finally {
    await Promise.all([mosquitto.stop(), influxd.stop()])
  }
}

interface Through {
  readonly perS: number
  /** Readings per second of processor time, by process. */
  readonly perCpuS: Readonly<Record<Part, number>>
  readonly rssMb: number
}
const parts = ['recorder', 'mosquitto', 'influxd', 'gateways'] as const
type Part = (typeof parts)[number]

async function through({ readings, perBatch }: { readings: number; perBatch: number }): Promise<Through> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const [mosquitto, influxd] = await Promise.all([startMosquitto(), startInfluxd()])
  const args = ['--broker', mosquitto.url, '--store', `${influxd.url.replace('http', 'influx')}/sitbone`]
  const program = runSitbone(['recorder', '--data', folder, ...args])
  const gateways = startHelper('gateways-process.ts', [
    mosquitto.url,
    String(cushions),
    String(readings),
    String(perBatch),
  ])
  try {
    await gateways.next()
    await waitFor(() => program.said().includes('Connected to the MQTT broker'), { what: 'the recorder' })
    const pids: Record<Part, number | undefined> = {
      recorder: program.pid,
      mosquitto: mosquitto.pid,
      influxd: influxd.pid,
      gateways: gateways.child.pid,
    }
    const cpuS = (part: Part) => costOf(pids[part])?.cpuS ?? Number.NaN
    const before = parts.map(cpuS)
    gateways.say({ go: true })
    const { readings: stored, ms } = await gateways.next()
    const used = parts.map((part, i) => cpuS(part) - (before[i] ?? Number.NaN))
    const rssMb = costOf(program.pid)?.rssMb ?? Number.NaN
    await checkCount(influxd, Number(stored))
    const perCpuS = (part: Part) => Number(stored) / (used[parts.indexOf(part)] ?? Number.NaN)
    return {
      perS: Number(stored) / (Number(ms) / 1000),
      perCpuS: {
        recorder: perCpuS('recorder'),
        mosquitto: perCpuS('mosquitto'),
        influxd: perCpuS('influxd'),
        gateways: perCpuS('gateways'),
      },
      rssMb,
    }
  } finally {
    await gateways.stop()
    await program.stop()
    await Promise.all([mosquitto.stop(), influxd.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

async function checkCount(influxd: { query(q: string, db: string): Promise<string> }, wanted: number) {
  const answer = await influxd.query('SELECT count("seq") FROM seat_frame', 'sitbone')
  const stored = Number(/\[\[[^,]*,(\d+)\]\]/.exec(answer)?.[1] ?? 0)
  if (stored !== wanted) throw new Error(`${stored} of ${wanted} readings are in the database: ${answer}`)
}
