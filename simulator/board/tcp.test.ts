import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { encodeHostCommand } from '../../firmware-protocol/index.ts'
import { loadScenario } from '../body/scenario.ts'
import { layout, mondayMs } from '../testing.ts'
import { type ServedTcp, serveTcp } from './tcp.ts'
import { VirtualBoard } from './virtual-board.ts'

const scenario = await loadScenario('office-day')
const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function serve(port = 0): Promise<{ board: VirtualBoard; served: ServedTcp }> {
  const board = new VirtualBoard({ scenario, seed: 1, layout, startMs: mondayMs, speed: 60 })
  const served = await serveTcp(board, { host: '127.0.0.1', port })
  endings.push(
    () => board.stop(),
    () => served.stop(),
  )
  return { board, served }
}

/** A client, and the wait for something it hears. */
function client(port: number): { socket: Socket; hears: (what: RegExp) => Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  endings.push(() => void socket.destroy())
  const hears = async (what: RegExp) => {
    while (!what.test(text)) await once(socket, 'data')
    return text
  }
  return { socket, hears }
}

test('each connection reopens the board', async () => {
  const { board, served } = await serve()
  const first = client(served.port)
  expect(await first.hears(/\$F,5,/)).toMatch(/^\$H,proto=1,.*boot=1/)
  first.socket.write(encodeHostCommand({ type: 'ping', token: 'hi' }))
  await first.hears(/\$A,PING,hi,\d+/)
  first.socket.destroy()
  await expect.poll(() => board.isOpen, { timeout: 10_000 }).toBe(false)
  await client(served.port).hears(/boot=2.*\n\$F,0,/)
})

test('who closes and opens again at once is let in', async () => {
  const { board, served } = await serve()
  for (let boot = 1; boot <= 12; boot++) {
    const { socket, hears } = client(served.port)
    await hears(new RegExp(`boot=${boot},`))
    socket.destroy()
  }
  expect(board.boot).toBe(12)
})

test('a second client is turned away while the first is served', async () => {
  const { board, served } = await serve()
  const first = client(served.port)
  await first.hears(/\$F,0,/)
  await once(client(served.port).socket, 'close')
  await first.hears(/\$F,30,/)
  expect(board.boot).toBe(1)
})

test('unplugging the board closes the connection', async () => {
  const { board, served } = await serve()
  const { socket, hears } = client(served.port)
  await hears(/\$F,0,/)
  const closed = once(socket, 'close')
  board.unplug()
  await closed
  await once(client(served.port).socket, 'close')
  expect(board.boot).toBe(1)
})

test('a taken port and an address beyond this computer are refused with what to do', async () => {
  const { board, served } = await serve()
  await expect(serveTcp(board, { host: '127.0.0.1', port: served.port })).rejects.toThrow(/taken.*--tcp/)
  await expect(serveTcp(board, { host: '0.0.0.0', port: 0 })).rejects.toThrow(/this computer only/)
})

test('stopping ends client and server, twice too', async () => {
  const { served } = await serve()
  const { socket, hears } = client(served.port)
  await hears(/\$F,0,/)
  const closed = once(socket, 'close')
  await served.stop()
  await served.stop()
  await closed
})
