/**
 * A TCP proxy between two parts: a network that can be cut, can hold everything back for a while, or can be slow. It knows
 * nothing about the parts.
 *
 *   pass   forwards at once
 *   slow   each piece later by `delayMs`, in order
 *   hold   nothing gets through in either direction, connections stay: a cable pulled out of the switch
 *   cut    connections are ended and new ones refused: a firewall, a router that restarts
 *
 * Besides, an impostor can answer in place of what is behind the proxy.
 */
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type ProxyMode = 'pass' | 'slow' | 'hold' | 'cut'

export class TcpProxy {
  readonly #target: number
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #server: Server | null = null
  #mode: ProxyMode = 'pass'
  #delayMs = 0
  #impostor: HttpServer | null = null

  constructor(targetPort: number) {
    this.#target = targetPort
  }

  /** Resolves with the port it listens on. */
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
    this.answerAs(null)
    this.#server?.close()
  }

  set(mode: ProxyMode, delayMs = 0): void {
    this.#mode = mode
    this.#delayMs = delayMs
    if (mode === 'cut') this.#endAll()
    for (const pair of this.#pairs) for (const socket of pair) this.#flow(socket)
  }

  /** From now on this server answers every connection; null: the real one again. Open connections end. */
  answerAs(impostor: HttpServer | null): void {
    this.#impostor?.closeAllConnections()
    this.#impostor = impostor
    this.#endAll()
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
    if (this.#impostor !== null) {
      this.#impostor.emit('connection', client)
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
