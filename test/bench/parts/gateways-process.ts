/**
 * Many gateways in a separate process: publishes record batches of half a second as fast as they are acknowledged, and reports
 * when the last one is stored. `node gateways-process.ts <broker url> <cushions> <readings each> <per batch> [<MQTT version>]`
 */
import { connect } from 'mqtt'
import { topics } from '../../../contract/topics.ts'
import { batchTextsOf, officeFrames } from './seated-day.ts'

const [url = '', cushions = '1', readings = '1', perBatch = '5', version = '5'] = process.argv.slice(2)
/** Unacknowledged batches in flight. */
const windowBatches = 8000
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
/** Batches that came in no answer yet: two recorders may both answer for one. */
const open = new Set<string>()
let sent = 0
let wake = () => {}
first.on('message', (at, payload) => {
  const { batches }: { batches: number[] } = JSON.parse(payload.toString())
  for (const batch of batches) open.delete(`${at}/${batch}`)
  wake()
})
await Promise.all(clients.map((client) => new Promise((resolve) => client.once('connect', resolve))))
await first.subscribeAsync(topic.everyCushion('recorded'), { qos: 1 })
say({ ready: true })
await new Promise((resolve) => process.stdin.once('data', resolve))

const all = bytes.length * names.length
let answered = 0
const startMs = performance.now()
for (const [n, payload] of bytes.entries()) {
  for (const [i, name] of names.entries()) {
    while (open.size >= windowBatches || sent - answered >= 800) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    open.add(`${topic.cushion(name, 'recorded')}/${n + 1}`)
    const client = clients[i % clients.length] ?? first
    client.publish(topic.cushion(name, 'record'), named(payload, name), { qos: 1 }, () => {
      answered++
      if (sent - answered < 800) wake()
    })
    sent++
  }
}
while (open.size > 0) {
  await new Promise<void>((resolve) => {
    wake = resolve
  })
}
say({ readings: frames.length * names.length, batches: all, ms: performance.now() - startMs })
// Runs until told to end, so that its cost can be read.
process.stdin.once('end', () => process.exit(0))

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
