/**
 * The same libraries with nothing between them: a line of the pty through `serialport`, MQTT and socket.io to a viewer, without
 * parsing or storing, and one of so many goes on to the viewer, as with the page. Next to Sitbone it shows the minimum set by libraries and machine.
 *
 *   node test/bench/parts/bare-chain.ts gateway <pty> <broker url>
 *   node test/bench/parts/bare-chain.ts dashboard <port> <one of so many> <broker url>
 */
import { createServer } from 'node:http'
import { Socket } from 'node:net'
import { ReadlineParser } from '@serialport/parser-readline'
import mqtt from 'mqtt'
import { SerialPort } from 'serialport'
import { Server } from 'socket.io'

const topic = 'bare/line'
const [role = '', where = '', every = ''] = process.argv.slice(2)
const client = await mqtt.connectAsync(process.argv.at(-1) ?? '')
if (client.stream instanceof Socket) client.stream.setNoDelay(true)

if (role === 'gateway') {
  const port = new SerialPort({ path: where, baudRate: 115200 })
  port.pipe(new ReadlineParser()).on('data', (line: string) => client.publish(topic, line, { qos: 0 }))
} else {
  const http = createServer()
  const io = new Server(http, { serveClient: false, perMessageDeflate: false, httpCompression: false })
  let lines = 0
  client.on('message', (_topic, payload) => {
    if (lines++ % Number(every) === 0) io.volatile.emit('line', payload.toString())
  })
  await client.subscribeAsync(topic, { qos: 0 })
  http.listen(Number(where), '127.0.0.1')
}
