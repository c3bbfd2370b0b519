/** The Node-RED flow on the same Mosquitto and InfluxDB: its highest rate without loss, and its delay. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delayFor } from 'node:timers/promises'
import { freePort } from '../../services/free-port.ts'
import type { Influxd } from '../../services/influxd.ts'
import type { Mosquitto } from '../../services/mosquitto.ts'
import { database } from './flow.ts'
import { runFlow } from './run-flow.ts'

export interface PeerServices {
  readonly mosquitto: Mosquitto
  readonly influxd: Influxd
}

/** Everything must be stored this long after the last line, otherwise the flow did not keep up. */
const lagMs = 1000
const steps = {
  plain: [1000, 2000, 3000, 4000, 5000, 6000, 8000],
  batched: [4000, 6000, 8000, 10_000, 12_000, 14_000, 17_000, 20_000, 25_000],
}

/** Highest step in lines a second with none lost or late; 0 if even the lowest failed. */
export async function highestRate(
  services: PeerServices,
  { batched, lastS, say }: { batched: boolean; lastS: number; say: (sentence: string) => void },
): Promise<number> {
  const { mosquitto, influxd } = services
  let best = 0
  for (const rate of steps[batched ? 'batched' : 'plain']) {
    await influxd.query(`DROP DATABASE ${database}`)
    await influxd.query(`CREATE DATABASE ${database}`)
    const tcpPort = await freePort()
    const flow = await runFlow({
      input: { tcpPort },
      mqttPort: mosquitto.port,
      influxPort: influxd.port,
      batched,
    })
    const lines = connect(tcpPort, '127.0.0.1').setNoDelay(true)
    try {
      await once(lines, 'connect')
      await delayFor(1000)
      const sent = await sendLines(lines, { rate, lastS })
      const stored = await storedWithin(influxd, sent)
      say(`Node-RED, ${batched ? 'in batches' : 'point by point'}: ${stored} of ${sent} at ${rate} lines/s`)
      if (stored < sent) return best
      best = rate
    } finally {
      lines.destroy()
      await flow.stop()
    }
  }
  return best
}

/** At the sender's pace: lines that the flow holds back count as late. */
async function sendLines(lines: Socket, { rate, lastS }: { rate: number; lastS: number }): Promise<number> {
  const all = Math.round(rate * lastS)
  const startMs = performance.now()
  const baseMs = Date.now()
  let sent = 0
  while (sent < all) {
    const due = Math.min(all, Math.ceil(((performance.now() - startMs) / 1000) * rate))
    let text = ''
    for (; sent < due; sent++) text += `${sent},${baseMs + sent},699,704,495,496,340,348,433,439\n`
    if (text !== '') lines.write(text)
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

/** Runs the flow on a serial port; `came` gets the number of each line that reaches a WebSocket. */
export async function watchSerialFlow(
  { mosquitto, influxd }: PeerServices,
  { serialPath, came }: { serialPath: string; came: (seq: number) => void },
): Promise<{ stop(): Promise<void> }> {
  await influxd.query(`CREATE DATABASE ${database}`)
  const flow = await runFlow({
    input: { serialPath },
    mqttPort: mosquitto.port,
    influxPort: influxd.port,
    batched: true,
  })
  const socket = new WebSocket(flow.socketUrl)
  socket.onmessage = ({ data }) => {
    const { seq }: { seq: number } = JSON.parse(String(data))
    came(seq)
  }
  return {
    async stop() {
      socket.close()
      await flow.stop()
    },
  }
}
