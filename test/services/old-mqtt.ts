/** In front of a real broker: refuses MQTT 5, as brokers did that know only 3.1.1. All else passes through. */
import { connect, createServer } from 'node:net'

/** CONNACK of 3.1.1, code 1: unacceptable protocol version. [MQTT-3.1.2-2] */
const refusal = Buffer.from([0x20, 2, 0, 1])
/** Behind the fixed header (with a length of one or two bytes), `00 04 MQTT` and then the level. */
const levelOf = (packet: Buffer): number => packet[packet.indexOf('MQTT') + 4] ?? 0

export async function oldMqtt(brokerPort: number): Promise<{ port: number; stop(): Promise<void> }> {
  const open = new Set<{ destroy(): void }>()
  const server = createServer((client) => {
    open.add(client)
    client.on('error', () => {})
    client.once('data', (first) => {
      if (levelOf(first) === 5) {
        client.end(refusal)
        return
      }
      const broker = connect(brokerPort, '127.0.0.1')
      open.add(broker)
      broker.on('error', () => {})
      broker.write(first)
      client.pipe(broker).pipe(client)
      client.once('close', () => broker.destroy())
      broker.once('close', () => client.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async stop() {
      for (const one of open) one.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
