/** TCP ports on 127.0.0.1 that nobody listens on, for servers that cannot be told to take port 0. */
import { once } from 'node:events'
import { createServer } from 'node:net'

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no TCP address.')
  server.close()
  await once(server, 'close')
  return address.port
}

/** Gives one port after the other, and none twice. */
export function differentPorts(): () => Promise<number> {
  const given = new Set<number>()
  return async () => {
    let port = await freePort()
    while (given.has(port)) port = await freePort()
    given.add(port)
    return port
  }
}
