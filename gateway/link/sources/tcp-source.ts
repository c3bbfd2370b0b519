/** A board behind a TCP port: one on the network, a serial-to-network bridge, or a simulator in another process. */
import { connect, type Socket } from 'node:net'
import { type Source, SourceUnavailable } from './source.ts'

const connectTimeoutMs = 5000

export function tcpSource(host: string, port: number): Source {
  const name = `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`
  return { name, kind: 'network', open: (signal) => open({ host, port, name }, signal) }
}

function open(to: { host: string; port: number; name: string }, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: to.host, port: to.port, noDelay: true, keepAlive: true })
    const fail = (why: string) => {
      socket.destroy()
      reject(
        new SourceUnavailable(
          `No connection to ${to.name}: ${why}. No readings arrive. Check that the board, bridge or simulator there is running and can be reached from here. Sitbone keeps trying.`,
        ),
      )
    }
    const onError = (error: NodeJS.ErrnoException) => fail(reasons[error.code ?? ''] ?? error.message)
    const onAbort = () => fail('stopped')
    const timer = setTimeout(() => fail('no answer'), connectTimeoutMs)
    const settled = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    socket.on('error', onError)
    socket.once('close', settled)
    socket.once('connect', () => {
      settled()
      socket.off('error', onError)
      socket.on('error', () => {})
      resolve(socket)
    })
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  })
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing is listening there',
  ENOTFOUND: 'the host name is not known',
  EHOSTUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'no answer',
}
