/** A board behind a TCP port, as on Wi-Fi, with somebody on the seat. What is not read waits on its way. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { line } from './foreign-board.ts'

export interface TcpBoard {
  readonly port: number
  /** Frames made so far, on whatever connection. */
  sent(): number
  stop(): Promise<void>
}

export async function startTcpBoard({ rateHz = 10 } = {}): Promise<TcpBoard> {
  const startedMs = performance.now()
  const ms = () => Math.floor(performance.now() - startedMs)
  const sockets = new Set<Socket>()
  let seq = 0
  const hello = () =>
    line(`H,proto=1,fw=9.9.9,dev=foreign,id=wifi-1,ch=8,bits=10,rate=${rateHz},rst=1,boot=1,ms=${ms()}`)
  const answer = (socket: Socket, body: string) => {
    const [command, argument] = body.split(',')
    if (command === 'HELLO?') socket.write(hello())
    else socket.write(line(command === 'PING' ? `A,PING,${argument},${ms()}` : `A,${body}`))
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setEncoding('latin1')
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (text) => {
      for (const [, body] of String(text).matchAll(/\$([^$*]*)\*/g)) answer(socket, body ?? '')
    })
    socket.write(hello())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const timer = setInterval(() => {
    const counts = [500, 520, 500, 480, 280, 280, 290, 270].map((count) => count + (seq % 5))
    const frame = line(`F,${seq++},${ms()},${counts.join(',')}`)
    for (const socket of sockets) socket.write(frame)
  }, 1000 / rateHz)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    sent: () => seq,
    async stop() {
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
