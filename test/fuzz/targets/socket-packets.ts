/**
 * What no socket.io client would send: raw packets over polling and websocket, with names that socket.io keeps for itself,
 * odd namespaces and ids, attachments that do not come, bytes that are no packet. Such a client may be cut off; the page
 * beside it stays connected and is answered.
 */
import fc from 'fast-check'
import { alteredBytes, junkBytes, junkValue } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'
import { openedDashboard } from './dashboard-parts.ts'
import { eventNames } from './sockets.ts'

const reserved = ['disconnect', 'disconnecting', 'connect', 'connect_error', 'newListener', 'removeListener']
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...eventNames) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...reserved) },
  { weight: 1, arbitrary: junkValue },
)
const good = [
  '40',
  '40{"token":"x"}',
  '40/admin,',
  '41',
  '420["join",{"cushion":"desk-1"}]',
  '42["shown",{"cushion":"desk-1"}]',
  '42["error",null]',
  '431[null]',
  '44"no"',
  '451-["join",{"_placeholder":true,"num":0}]',
  '461-0[{"_placeholder":true,"num":0}]',
  '2probe',
  'bAAEC',
]
const event = fc
  .record({
    kind: fc.constantFrom('42', '42', '43', '451-', '462-', '40', '44'),
    namespace: fc.constantFrom('', '', '', '/,', '/admin,', '/__proto__,', '/%00,', '/'),
    id: fc.constantFrom('', '', '0', '7', '99999999999999999999', '-1'),
    name,
    args: fc.array(junkValue, { maxLength: 3 }),
  })
  .map(({ kind, namespace, id, name, args }) => `${kind}${namespace}${id}${JSON.stringify([name, ...args])}`)
const deep = fc
  .tuple(fc.constantFrom('42["join",', '451-["join",', '40'), fc.nat(15_000))
  .map(([begin, depth]) => `${begin}${'['.repeat(depth)}${']'.repeat(depth)}]`)
const packet: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 6, arbitrary: event },
  { weight: 3, arbitrary: fc.constantFrom(...good) },
  { weight: 3, arbitrary: alteredBytes(good).map((bytes) => bytes.toString('latin1')) },
  { weight: 1, arbitrary: fc.constantFrom('', '0', '1', '2', '3', '4', '5', '6', '7', '4\u0000', '\u001e') },
  { weight: 1, arbitrary: junkBytes },
  { weight: 1, arbitrary: deep },
)

const asText = (packet: string | Buffer) =>
  typeof packet === 'string' ? packet : `b${packet.toString('base64')}`

/** `together`: in requests that overlap, which engine.io does not allow. */
async function overPolling(url: string, packets: readonly (string | Buffer)[], together: boolean) {
  const base = `${url}/socket.io/?EIO=4&transport=polling`
  const [opening] = /\{.*\}/.exec(await (await fetch(base)).text()) ?? ['{}']
  const own = `${base}&sid=${JSON.parse(opening).sid}`
  const post = async (body: string) => (await fetch(own, { method: 'POST', body })).arrayBuffer()
  await post('40')
  if (together) await Promise.all(packets.map((packet) => post(asText(packet))))
  else await post(packets.map(asText).join('\u001e'))
  await post('1')
}

async function overWebsocket(url: string, packets: readonly (string | Buffer)[]) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()))
  await new Promise<void>((resolve) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => resolve())
  })
  socket.send('40')
  for (const packet of packets) socket.send(typeof packet === 'string' ? packet : new Uint8Array(packet))
  socket.close()
  await closed
}

export const socketPackets: Target = {
  name: 'socket-packets',
  async open() {
    const running = await openedDashboard()
    const page = running.page()
    await until(() => page.connected, 'the page is not connected')
    return fuzzed(
      fc.record({
        way: fc.constantFrom('polling', 'together', 'websocket', 'websocket'),
        packets: fc.array(packet, { minLength: 1, maxLength: 5 }),
      }),
      async ({ way, packets }) => {
        if (way === 'websocket') await overWebsocket(running.url, packets)
        else await overPolling(running.url, packets, way === 'together')
        const snapshot = await page.timeout(5000).emitWithAck('join', { cushion: 'desk-1' })
        holds('cushion' in snapshot && snapshot.cushion === 'desk-1', JSON.stringify(snapshot))
        holds(page.connected, 'another page was thrown out')
        await running.wellness()
      },
      () => running.end(),
    )
  },
}
