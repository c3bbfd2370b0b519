/**
 * A broker as a replicated one behaves at its worst: it takes its time to make a subscription, and a retained message that is
 * published meanwhile never reaches that subscription. MQTT 3.1.1, without login.
 */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import mqttPacket, { type ISubscribePacket, type Packet } from 'mqtt-packet'
import { topicMatches } from '../../mqtt/topic-filter.ts'

export interface LateSuback {
  readonly url: string
  /** From now on a client with this in its id waits for its SUBACK. */
  hold(part: string): void
  /** How many subscriptions wait. */
  held(): number
  release(): void
  /** Every message to a topic so far. */
  seen(topic: string): readonly string[]
  stop(): Promise<void>
}

interface Client {
  readonly socket: Socket
  id: string
  readonly filters: string[]
}

export async function startLateSuback(): Promise<LateSuback> {
  const clients = new Set<Client>()
  const retained = new Map<string, Buffer>()
  const all = new Map<string, string[]>()
  let holding = ''
  const waiting: (() => void)[] = []

  const send = ({ socket }: Client, packet: Packet) => void socket.write(mqttPacket.generate(packet))
  const message = (topic: string, payload: Buffer, retain: boolean): Packet => ({
    cmd: 'publish',
    topic,
    payload,
    qos: 0,
    dup: false,
    retain,
  })
  const publish = (topic: string, payload: Buffer, retain: boolean) => {
    all.set(topic, [...(all.get(topic) ?? []), payload.toString()])
    if (retain) retained.set(topic, payload)
    for (const client of clients)
      if (client.filters.some((filter) => topicMatches(filter, topic)))
        send(client, message(topic, payload, false))
  }
  const subscribe = (client: Client, { messageId, subscriptions }: ISubscribePacket) => {
    const filters = subscriptions.map(({ topic }) => topic)
    const before = [...retained].filter(([topic]) => filters.some((filter) => topicMatches(filter, topic)))
    const make = () => {
      client.filters.push(...filters)
      send(client, { cmd: 'suback', messageId: messageId ?? 0, granted: filters.map(() => 0) })
      for (const [topic, payload] of before) send(client, message(topic, payload, true))
    }
    if (holding !== '' && client.id.includes(holding)) waiting.push(make)
    else make()
  }
  const take = (client: Client, packet: Packet) => {
    switch (packet.cmd) {
      case 'connect':
        client.id = packet.clientId
        return send(client, {
          cmd: 'connack',
          returnCode: packet.protocolVersion === 5 ? 1 : 0,
          sessionPresent: false,
        })
      case 'subscribe':
        return subscribe(client, packet)
      case 'unsubscribe':
        for (const filter of packet.unsubscriptions) client.filters.splice(client.filters.indexOf(filter), 1)
        return send(client, { cmd: 'unsuback', messageId: packet.messageId ?? 0, granted: [] })
      case 'publish':
        if (packet.qos === 1) send(client, { cmd: 'puback', messageId: packet.messageId ?? 0 })
        return publish(packet.topic, Buffer.from(packet.payload), packet.retain)
      case 'pingreq':
        return send(client, { cmd: 'pingresp' })
      default:
        return undefined
    }
  }

  const server = createServer((socket) => {
    const client: Client = { socket, id: '', filters: [] }
    clients.add(client)
    const parser = mqttPacket.parser()
    parser.on('packet', (packet) => take(client, packet))
    socket.on('data', (bytes) => void parser.parse(Buffer.from(bytes)))
    socket.on('error', () => {})
    socket.on('close', () => clients.delete(client))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    hold(part) {
      holding = part
    },
    held: () => waiting.length,
    release() {
      holding = ''
      for (const make of waiting.splice(0)) make()
    },
    seen: (topic) => all.get(topic) ?? [],
    async stop() {
      for (const { socket } of clients) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
