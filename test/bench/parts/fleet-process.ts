/**
 * Many gateways in real time, in a separate process: each cushion publishes a live reading ten times a second, its
 * state each second, a record batch each half second. `node fleet-process.ts <broker url> <cushions> <seconds> [turns]`
 * All cushions publish at once, or in this many turns within each tenth of a second. Finally reports how long batches took to
 * be acknowledged.
 */
import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'mqtt'
import { topics } from '../../../contract/topics.ts'
import { CushionCore } from '../../../core/cushion-core.ts'
import { median, percentile } from '../bench.ts'
import { batchTextsOf, coreOptions, officeFrames } from './seated-day.ts'

const [url = '', cushions = '1', seconds = '1', turns = '1'] = process.argv.slice(2)
const names = Array.from({ length: Number(cushions) }, (_, i) => `fleet-${i + 1}`)
const topic = topics('sitbone')
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`)
const perBatch = 5
const perTick = Number(turns)
const stepMs = 100 / perTick

const frames = await officeFrames(Number(seconds) * 10 + 50)
const texts = batchTextsOf(frames, { cushion: 'desk-1', framesPerBatch: perBatch })
const core = new CushionCore(coreOptions())
const lives = frames.map((frame) => {
  const { reading } = core.frame(frame)
  return { live: reading.live(), state: JSON.stringify(reading.state(frame.atMs)) }
})

const client = connect(url, { protocolVersion: 5, clientId: `fleet-${process.pid}`, log: () => {} })
const sentMs = new Map<string, number>()
const tookMs: number[] = []
client.on('message', (at, payload) => {
  const name = at.split('/')[2] ?? ''
  const { batches }: { batches: number[] } = JSON.parse(payload.toString())
  for (const batch of batches) {
    const sent = sentMs.get(`${name}/${batch}`)
    if (sent !== undefined) tookMs.push(performance.now() - sent)
    sentMs.delete(`${name}/${batch}`)
  }
})
await new Promise((resolve) => client.once('connect', resolve))
// As in gateways; otherwise a reading could wait 40 ms for the acknowledgement of earlier data.
if (client.stream instanceof Socket) client.stream.setNoDelay(true)
await client.subscribeAsync(topic.everyCushion('recorded'), { qos: 1 })
for (const name of names)
  client.publish(topic.cushion(name, 'availability'), 'online', { qos: 1, retain: true })
say({ ready: true })
await new Promise((resolve) => process.stdin.once('data', resolve))

const startMs = performance.now()
const behindMs: number[] = []
let batches = 0
const steps = Number(seconds) * 10 * perTick
for (let step = 0; step < steps; step++) {
  const tick = Math.floor(step / perTick)
  for (const [n, name] of names.entries()) if (n % perTick === step % perTick) publish(name, tick, n)
  const aheadMs = startMs + (step + 1) * stepMs - performance.now()
  behindMs.push(Math.max(0, -aheadMs))
  if (aheadMs > 0) await delay(aheadMs)
}
const published = performance.now()
while (sentMs.size > 0 && performance.now() - published < 20_000) await delay(50)
say({
  readings: batches * perBatch,
  missing: sentMs.size,
  storedP50Ms: median(tookMs),
  storedP99Ms: percentile(tookMs, 0.99),
  behindMs: Math.max(...behindMs),
})
process.stdin.once('end', () => process.exit(0))

/** Cushions take turns with less frequent messages. */
function publish(name: string, tick: number, n: number): void {
  const at = lives[tick % lives.length]
  if (at === undefined) return
  // The time of sending, so that the receiver knows its age.
  const live = JSON.stringify({ ...at.live, atMs: Date.now() })
  client.publish(topic.cushion(name, 'live'), live, { qos: 0 })
  if ((tick + n) % 10 === 0) client.publish(topic.cushion(name, 'state'), at.state, { qos: 1, retain: true })
  const text =
    (tick + n) % perBatch === 0 ? texts[Math.floor((tick + n) / perBatch) % texts.length] : undefined
  if (text === undefined) return
  const batch = Number(/"batch":(\d+)/.exec(text)?.[1])
  batches++
  sentMs.set(`${name}/${batch}`, performance.now())
  client.publish(topic.cushion(name, 'record'), text.replace('"cushion":"desk-1"', `"cushion":"${name}"`), {
    qos: 1,
  })
}
