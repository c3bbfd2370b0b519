/** What the Node-RED flow manages on the same Mosquitto and InfluxDB: its highest rate without loss, and its delay. */
import { setTimeout as delayFor } from 'node:timers/promises'
import type { Influxd } from '../../services/influxd.ts'
import type { Mosquitto } from '../../services/mosquitto.ts'
import { database } from './flow.ts'
import { type RunningFlow, runFlow } from './run-flow.ts'

export interface PeerServices {
  readonly mosquitto: Mosquitto
  readonly influxd: Influxd
}

/** All stored so long after the last line, or the flow did not keep up: what heaps up on the way is not a rate. */
const lagMs = 1000
const steps = {
  plain: [1000, 2000, 3000, 4000, 5000, 6000, 8000],
  batched: [4000, 6000, 8000, 10_000, 12_000, 14_000, 17_000, 20_000, 25_000],
}

/** Lines a second, by steps, of which none was lost or late; 0 when not even the lowest. */
export async function highestRate(
  services: PeerServices,
  { batched, lastS, say }: { batched: boolean; lastS: number; say: (sentence: string) => void },
): Promise<number> {
  const { mosquitto, influxd } = services
  let best = 0
  for (const rate of steps[batched ? 'batched' : 'plain']) {
    await influxd.query(`DROP DATABASE ${database}`)
    await influxd.query(`CREATE DATABASE ${database}`)
    const flow = await runFlow({ mqttPort: mosquitto.port, influxPort: influxd.port, batched })
    try {
      await delayFor(1000)
      const sent = await sendLines(flow, { rate, lastS })
      const stored = await storedWithin(influxd, sent)
      say(`Node-RED, ${batched ? 'in batches' : 'point by point'}: ${stored} of ${sent} at ${rate} lines/s`)
      if (stored < sent) return best
      best = rate
    } finally {
      await flow.stop()
    }
  }
  return best
}

/** At the sender's own pace: what the flow holds back counts as late. */
async function sendLines(
  flow: RunningFlow,
  { rate, lastS }: { rate: number; lastS: number },
): Promise<number> {
  const all = Math.round(rate * lastS)
  const startMs = performance.now()
  const baseMs = Date.now()
  let sent = 0
  while (sent < all) {
    const due = Math.min(all, Math.ceil(((performance.now() - startMs) / 1000) * rate))
    let text = ''
    for (; sent < due; sent++) text += `${sent},${baseMs + sent},699,704,495,496,340,348,433,439\n`
    if (text !== '') flow.lines.write(text)
    await delayFor(5)
  }
  return all
}

async function storedWithin(influxd: Influxd, wanted: number): Promise<number> {
  const deadline = performance.now() + lagMs
  for (;;) {
    const answer = await influxd.query('SELECT count("seq") FROM seat', database)
    const stored = Number(/\[\[[^,]*,(\d+)\]\]/.exec(answer)?.[1] ?? 0)
    if (stored >= wanted || performance.now() > deadline) return stored
    await delayFor(200)
  }
}

/** From the line on TCP to the message of a WebSocket, ms. */
export async function peerDelays(
  { mosquitto, influxd }: PeerServices,
  { rateHz, lookS }: { rateHz: number; lookS: number },
): Promise<number[]> {
  await influxd.query(`CREATE DATABASE ${database}`)
  const flow = await runFlow({ mqttPort: mosquitto.port, influxPort: influxd.port, batched: true })
  const socket = new WebSocket(flow.socketUrl)
  const delays: number[] = []
  const sentMs = new Map<number, number>()
  try {
    await new Promise((resolve, reject) => {
      socket.onopen = resolve
      socket.onerror = () => reject(new Error(`no WebSocket of Node-RED: ${flow.said()}`))
    })
    socket.onmessage = ({ data }) => {
      const { seq }: { seq: number } = JSON.parse(String(data))
      const at = sentMs.get(seq)
      if (at !== undefined && seq > rateHz * 3) delays.push(performance.now() - at)
    }
    await delayFor(1000)
    for (let seq = 0; seq < rateHz * (lookS + 3); seq++) {
      sentMs.set(seq, performance.now())
      flow.lines.write(`${seq},${Date.now()},699,704,495,496,340,348,433,439\n`)
      await delayFor(1000 / rateHz)
    }
    return delays
  } finally {
    socket.close()
    await flow.stop()
  }
}
