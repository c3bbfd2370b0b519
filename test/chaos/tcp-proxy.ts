/**
 * A TCP proxy of the harness between two parts: the network that can be cut, can swallow everything for a while, or can
 * be slow. Nothing of a part is known here.
 *
 *   pass   forwards at once
 *   slow   each piece later by `delayMs`, in order
 *   hold   nothing gets through in either direction, connections stay: a cable pulled out of the switch
 *   cut    connections are ended and new ones refused: a firewall, a router that starts anew
 */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type ProxyMode = 'pass' | 'slow' | 'hold' | 'cut'

export class TcpProxy {
  readonly #target: number
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #server: Server | null = null
  #mode: ProxyMode = 'pass'
  #delayMs = 0

  constructor(targetPort: number) {
    this.#target = targetPort
  }

  /** Gives the port it listens on. */
  async start(): Promise<number> {
    const server = createServer((client) => this.#join(client))
    this.#server = server
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('A TCP server has no TCP address.')
    return address.port
  }

  stop(): void {
    this.#endAll()
    this.#server?.close()
  }

  set(mode: ProxyMode, delayMs = 0): void {
    this.#mode = mode
    this.#delayMs = delayMs
    if (mode === 'cut') this.#endAll()
    for (const pair of this.#pairs) for (const socket of pair) this.#flow(socket)
  }

  #endAll(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
  }

  #flow(socket: Socket): void {
    if (this.#mode === 'hold') socket.pause()
    else socket.resume()
  }

  #join(client: Socket): void {
    if (this.#mode === 'cut') {
      client.resetAndDestroy()
      return
    }
    const server = connect(this.#target, '127.0.0.1')
    const pair = [client, server] as const
    this.#pairs.add(pair)
    for (const [from, to] of [pair, [server, client] as const]) {
      from.setNoDelay(true)
      from.on('data', (piece) => this.#forward(from, to, piece))
      from.on('end', () => to.end())
      from.on('error', () => {})
      from.on('close', () => {
        to.destroy()
        this.#pairs.delete(pair)
      })
      this.#flow(from)
    }
  }

  #forward(from: Socket, to: Socket, piece: Buffer): void {
    const send = () => {
      if (to.destroyed || to.write(piece)) return
      from.pause()
      to.once('drain', () => this.#flow(from))
    }
    if (this.#mode !== 'slow') {
      send()
      return
    }
    // One piece at a time keeps the order whatever the delay becomes meanwhile.
    from.pause()
    setTimeout(() => {
      send()
      this.#flow(from)
    }, this.#delayMs)
  }
}
