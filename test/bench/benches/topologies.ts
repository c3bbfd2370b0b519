/**
 * What each way of spreading Sitbone over processes carries on one computer: gateways -> broker -> recorders -> store, until the last
 * batch is acknowledged and every reading is counted in the store. Two recorders beside one show at the end, with each held to a share
 * of a core, so that they are what limits.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { type Bench, type BenchOptions, median, type Row, scaled } from '../bench.ts'
import { cpuOfTrees, startHelper } from '../parts/processes.ts'
import { startTopology, type TopologyOptions } from '../parts/topology.ts'

/** As many as send so much in life come about in step; of a few, each would be minutes ahead at one recorder and behind at the other. */
const cushions = 200
const perBatch = 5
const roundsAt = (scale: number) => (scale >= 1 ? 3 : 1)
/** Of a core, for each recorder that is held. */
const heldShare = 0.3
const heldPeriodMs = 100
/** Within which recorders hear of each other. */
const meetMs = 2500

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
      for (let round = 1; round <= roundsAt(scale); round++) {
        say(`${nameOf(options)}, ${round}`)
        results.push(await carry(options, { readings: scaled(1600, scale, 20), share: null }))
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
    return (await carry(options, { readings: scaled(3000, scale, 20), share: heldShare })).perS
  }
  const [one, two]: [number[], number[]] = [[], []]
  for (let round = 0; round < roundsAt(scale); round++) {
    one.push(await held(1))
    two.push(await held(2))
  }
  return {
    what: `two recorders, each held to ${heldShare} of a core, against one`,
    unit: 'readings/s',
    value: median(two),
    peer: { name: 'one recorder', value: median(one) },
    note: 'Mosquitto and PostgreSQL, shared by cushion; stopped and continued by signals ten times a second, in turns; median of each',
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
    if (options.recorders > 1) await delay(meetMs)
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

/** Lets each process run for a share of the time only, one after the other. Gives what ends that. */
function hold(pids: readonly (number | undefined)[], share: number): () => void {
  const ends = pids.map((pid, i) => {
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => pid !== undefined && process.kill(pid, name)
    const turn = () => {
      signal('SIGCONT')
      stop = setTimeout(() => signal('SIGSTOP'), share * heldPeriodMs)
    }
    let stop: NodeJS.Timeout | undefined
    let period: NodeJS.Timeout | undefined
    const begin = setTimeout(
      () => {
        period = setInterval(turn, heldPeriodMs)
      },
      (i * heldPeriodMs) / pids.length,
    )
    return () => {
      for (const timer of [begin, stop, period]) clearTimeout(timer)
      signal('SIGCONT')
    }
  })
  return () => {
    for (const end of ends) end()
  }
}
