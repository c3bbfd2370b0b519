/**
 * A virtual board on a TCP port, one client at a time: each connection is like opening a serial port and resets it.
 * Loopback only: the line has no password.
 */
import { createServer, isIP, type Server, type Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'

/** How long a second client waits for the first to leave before it is refused. */
const goodbyeMs = 300

/** Virtual or emulated: opening it resets the board. */
export interface ServedBoard {
  open(): Duplex
}

export interface ServedTcp {
  readonly host: string
  /** The actual port, also when 0 was requested. */
  readonly port: number
  /** Ends the client and the server. Idempotent. */
  stop(): Promise<void>
}

/** A sentence: what is wrong and what to do. */
export class SimulatorUnavailable extends Error {
  override name = 'SimulatorUnavailable'
}

/** Rejects with SimulatorUnavailable when the address is not on loopback or the port is taken. */
export async function serveTcp(
  board: ServedBoard,
  { host, port }: { host: string; port: number },
): Promise<ServedTcp> {
  if (!isLoopback(host)) {
    throw new SimulatorUnavailable(
      `The simulator listens on this computer only, not on ${host}: its line has no password. Give a host of 127.0.0.1 with --tcp.`,
    )
  }
  let client: Socket | null = null
  let stopping = false
  const take = (socket: Socket) => {
    client = socket
    socket.setNoDelay(true)
    socket.once('close', () => {
      client = null
    })
    connect(board, socket)
  }
  const server = createServer((socket) => {
    if (client === null) take(socket)
    else afterTheLast(client, socket, () => (client === null && !stopping ? take(socket) : socket.destroy()))
  })
  await listening(server, { host, port })
  const address = server.address()
  return {
    host,
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        stopping = true
        client?.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A quick reconnect may arrive before the old connection's close, so the old one gets a moment to end. */
function afterTheLast(old: Socket, socket: Socket, then: () => void): void {
  const look = () => {
    clearTimeout(timer)
    old.off('close', look)
    socket.off('close', look)
    if (!socket.destroyed) then()
  }
  const timer = setTimeout(look, goodbyeMs)
  old.once('close', look)
  socket.once('close', look)
  // It left before it was accepted: nothing to report.
  socket.on('error', () => {})
}

/** Connection errors end it, like a pulled cable; the board waits for the next client. */
function connect(board: ServedBoard, socket: Socket): void {
  try {
    const stream = board.open()
    pipeline(socket, stream, socket, () => {
      stream.destroy()
      socket.destroy()
    })
  } catch {
    socket.destroy()
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? `port ${port} is taken by another program`
          : `${host}:${port}: ${cause.message}`
      reject(
        new SimulatorUnavailable(
          `The simulator cannot listen: ${why}. No cushion is offered there. Choose another port with --tcp, or 0 for any free one.`,
          { cause },
        ),
      )
    })
    server.listen(port, host, resolve)
  })
}
