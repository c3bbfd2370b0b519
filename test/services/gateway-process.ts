/**
 * A gateway in a separate process, so that it can be killed: `node gateway-process.ts <broker url> <outbox file>`.
 * Its board counts: cell 0 of each frame is the frame's number, cell 1 the thousands. Ends with its standard input.
 */
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createGateway } from '../../gateway/gateway.ts'
import { createOutbox } from '../../gateway/outbox/outbox.ts'
import { ScriptedBoard } from '../../gateway/runtime/scripted-board.ts'
import { connectMqtt } from '../../mqtt/client.ts'
import { silentLog } from '../../platform/log.ts'

const [url = '', file = '', first = '0'] = process.argv.slice(2)
const periodMs = 20
const board = new ScriptedBoard({ periodMs })
const mqtt = connectMqtt({
  url,
  clientId: 'gateway-under-test',
  will: { topic: 'sitbone/gateway/gw/availability', payload: 'offline', qos: 1, retain: true },
  onlinePayload: 'online',
  log: silentLog,
})
const gateway = createGateway({
  gatewayId: 'gw',
  base: 'sitbone',
  mqtt,
  outbox: createOutbox({ file, limits: { bytes: 1e8, days: 30 }, log: silentLog }),
  cushions: [{ id: 'desk-1', source: board.source, layout: fsr8, calibration: null }],
  day: { zone: 'Europe/Berlin', startHour: 4 },
  log: silentLog,
})
await gateway.start()
await mqtt.start()

let n = Number(first)
const beat = setInterval(() => {
  if (!board.connected) return
  board.frames(1, [n % 1000, Math.floor(n / 1000), 500, 500, 400, 400, 400, 400])
  n++
}, periodMs)

process.stdin.resume()
process.stdin.once('end', async () => {
  clearInterval(beat)
  await gateway.stop()
  await mqtt.stop()
  process.exit(0)
})
