/**
 * Many gateways in a separate process: publishes record batches of half a second as fast as they are acknowledged, and reports
 * when the last one is stored. `node gateways-process.ts <broker url> <cushions> <readings each> <per batch> [<MQTT version>]`
 */
import { connect } from 'mqtt'
import { topics } from '../../../contract/topics.ts'
import { batchTextsOf, officeFrames } from './seated-day.ts'

const [url = '', cushions = '1', readings = '1', perBatch = '5', version = '5'] = process.argv.slice(2)
/** Batches of a cushion that wait for their answer: as many as a gateway lets wait when it sends a backlog. */
const windowBatches = 32
/** Messages that the broker has not yet confirmed. */
const windowMessages = 800
const topic = topics('sitbone')
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`)

const frames = await officeFrames(Number(readings))
const texts = batchTextsOf(frames, { cushion: 'desk-1', framesPerBatch: Number(perBatch) })
const names = Array.from({ length: Number(cushions) }, (_, i) => `bench-${i + 1}`)
const bytes = texts.map((text) => Buffer.from(text))
const [head, tail] = ['"cushion":"desk-1"', '"cushion":"'].map((text) => Buffer.from(text))

/** Each cushion has a gateway of its own in life; a broker may take the messages of one connection one after the other. */
const mostConnections = 10
const clients = names.slice(0, mostConnections).map((_, i) =>
  connect(url, {
    protocolVersion: version === '4' ? 4 : 5,
    queueQoSZero: false,
    clientId: `bench-${process.pid}-${i}`,
  }),
)
const [first = never()] = clients
/** By the topic of their answers. A batch may be answered twice, by two recorders. */
const gateways = new Map(
  names.map((name, i) => {
    const client = clients[i % clients.length] ?? first
    return [topic.cushion(name, 'recorded'), { name, client, sent: 0, waiting: new Set<number>() }]
  }),
)
let unconfirmed = 0
let wake = () => {}
first.on('message', (at, payload) => {
  const { batches }: { batches: number[] } = JSON.parse(payload.toString())
  for (const batch of batches) gateways.get(at)?.waiting.delete(batch)
  wake()
})
await Promise.all(clients.map((client) => new Promise((resolve) => client.once('connect', resolve))))
await first.subscribeAsync(topic.everyCushion('recorded'), { qos: 1 })
say({ ready: true })
await new Promise((resolve) => process.stdin.once('data', resolve))

const startMs = performance.now()
while (sendSome()) {
  await new Promise<void>((resolve) => {
    wake = resolve
  })
}
const ms = performance.now() - startMs
say({ readings: frames.length * names.length, batches: bytes.length * names.length, ms })
// Runs until told to end, so that its cost can be read.
process.stdin.once('end', () => process.exit(0))

/** What every gateway may send now, in turns; false once everything is answered. */
function sendSome(): boolean {
  let sending = true
  let open = false
  while (sending) {
    sending = false
    open = false
    for (const gateway of gateways.values()) {
      const { name, client, waiting } = gateway
      const payload = bytes[gateway.sent]
      open ||= payload !== undefined || waiting.size > 0
      if (payload === undefined || waiting.size >= windowBatches || unconfirmed >= windowMessages) continue
      waiting.add(++gateway.sent)
      unconfirmed++
      client.publish(topic.cushion(name, 'record'), named(payload, name), { qos: 1 }, () => {
        unconfirmed--
        wake()
      })
      sending = true
    }
  }
  return open
}

function never(): never {
  throw new Error('There is no cushion.')
}

/** The same batch for another cushion. */
function named(payload: Buffer, name: string): Buffer {
  const at = payload.indexOf(head ?? '')
  if (head === undefined || tail === undefined || at < 0) throw new Error('a batch without a cushion')
  return Buffer.concat([
    payload.subarray(0, at),
    tail,
    Buffer.from(`${name}"`),
    payload.subarray(at + head.length),
  ])
}
