/**
 * What each way of spreading Sitbone over processes carries on one computer: gateways -> broker -> recorders -> store, until the last
 * batch is acknowledged and every reading is counted in the store. Two recorders beside one show at the end, with each held to a share
 * of a core, so that they are what limits.
 */
import { type Bench, type BenchOptions, median, type Row, scaled } from '../bench.ts'
import { cpuOfTrees, startHelper } from '../parts/processes.ts'
import { startTopology, type TopologyOptions } from '../parts/topology.ts'

const cushions = 20
const perBatch = 5
const rounds = 3
/** Of a core, for each recorder that is held. */
const heldShare = 0.15
const heldPeriodMs = 100

const tried: readonly (TopologyOptions & { readonly target?: number })[] = [
  { broker: 'mosquitto', store: 'influx', recorders: 1, target: 45_000 },
  { broker: 'mosquitto', store: 'postgres', recorders: 1, target: 45_000 },
  { broker: 'mosquitto', store: 'postgres', recorders: 2 },
  { broker: 'nats', store: 'postgres', recorders: 2, target: 15_000 },
]
const parts = ['broker', 'recorders', 'store'] as const

export const topologies: Bench = {
  name: 'topologies',
  about:
    'brokers, recorders and stores as processes: readings that each arrangement carries, and what they cost',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const rows: Row[] = []
    for (const { target, ...options } of tried) {
      const results: Carried[] = []
      for (let round = 1; round <= (scale >= 1 ? rounds : 1); round++) {
        say(`${nameOf(options)}, ${round}`)
        results.push(await carry(options, { readings: scaled(8000, scale, 200), share: null }))
      }
      rows.push({
        what: nameOf(options),
        unit: 'readings/s',
        value: median(results.map(({ perS }) => perS)),
        ...(target === undefined ? {} : { target: { atLeast: target } }),
        more: Object.fromEntries(
          parts.map((part) => [
            `${part} (µs of processor time a reading)`,
            median(results.map(({ us }) => us[part])),
          ]),
        ),
        note: `${cushions} cushions, batches of ${perBatch} readings; every one acknowledged and counted in the store`,
      })
    }
    rows.push(await twoBesideOne(scale, say))
    return rows
  },
}

async function twoBesideOne(scale: number, say: (text: string) => void): Promise<Row> {
  const held = async (recorders: number) => {
    say(`each recorder held to ${heldShare} of a core: ${recorders}`)
    const options = { broker: 'mosquitto', store: 'postgres', recorders } as const
    return (await carry(options, { readings: scaled(3000, scale, 200), share: heldShare })).perS
  }
  const one = await held(1)
  const two = await held(2)
  return {
    what: `two recorders, each held to ${heldShare} of a core, against one`,
    unit: 'readings/s',
    value: two,
    peer: { name: 'one recorder', value: one },
    note: 'Mosquitto and PostgreSQL; stopped and continued by signals ten times a second',
  }
}

const names = { mosquitto: 'Mosquitto', nats: '3 NATS nodes', influx: 'InfluxDB', postgres: 'PostgreSQL' }
const nameOf = ({ broker, store, recorders }: TopologyOptions): string =>
  `${names[broker]}, ${recorders === 1 ? 'one recorder' : `${recorders} recorders`}, ${names[store]}`

interface Carried {
  readonly perS: number
  readonly us: Readonly<Record<(typeof parts)[number], number>>
}

async function carry(
  options: TopologyOptions,
  { readings, share }: { readings: number; share: number | null },
): Promise<Carried> {
  const topology = await startTopology(options)
  const { brokerUrl, mqttVersion, pids } = topology
  const args = [brokerUrl, ...[cushions, readings, perBatch, mqttVersion].map(String)]
  const gateways = startHelper('gateways-process.ts', args)
  const free = share === null ? () => {} : hold(pids.recorders, share)
  try {
    await gateways.next()
    const before = parts.map((part) => cpuOfTrees(pids[part]))
    gateways.say({ go: true })
    const { readings: sent, ms } = await gateways.next()
    const used = parts.map((part, i) => cpuOfTrees(pids[part]) - (before[i] ?? Number.NaN))
    free()
    const stored = await topology.stored(Array.from({ length: cushions }, (_, i) => `bench-${i + 1}`))
    if (stored !== sent)
      throw new Error(`${nameOf(options)}: ${stored} of ${sent} readings are in the store.`)
    const us = (i: number) => ((used[i] ?? Number.NaN) / stored) * 1e6
    return { perS: stored / (Number(ms) / 1000), us: { broker: us(0), recorders: us(1), store: us(2) } }
  } finally {
    free()
    await gateways.stop()
    await topology.stop()
  }
}

/** Lets processes run for a share of the time only. Gives what ends that. */
function hold(pids: readonly (number | undefined)[], share: number): () => void {
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids) if (pid !== undefined) process.kill(pid, name)
  }
  const period = setInterval(() => {
    signal('SIGCONT')
    setTimeout(() => !freed && signal('SIGSTOP'), share * heldPeriodMs)
  }, heldPeriodMs)
  let freed = false
  return () => {
    if (freed) return
    freed = true
    clearInterval(period)
    signal('SIGCONT')
  }
}
