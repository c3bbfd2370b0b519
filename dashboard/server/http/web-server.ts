/** The HTTP server itself: takes its address, and closes with every connection that is open. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Log } from '../../../platform/log.ts'
import { type ListenAddress, listenFailure, urlOf } from './bind.ts'
import { reasonOf } from './redact.ts'

export interface WebServer {
  readonly http: Server
  readonly url: string
  close(): Promise<void>
}

/** Rejects with DashboardCannotStart when the address cannot be had. */
export async function openWebServer(
  app: RequestListener,
  listen: ListenAddress,
  log: Log,
): Promise<WebServer> {
  const http = createServer(app)
  const port = await listenOn(http, listen)
  http.on('error', (error) =>
    log.error({ reason: reasonOf(error) }, 'The web server met a fault; it goes on serving.'),
  )
  return {
    http,
    url: urlOf({ host: listen.host, port }),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

function listenOn(server: Server, listen: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(listenFailure(listen, error))
    server.once('error', failed)
    server.listen(listen.port, listen.host, () => {
      server.off('error', failed)
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : listen.port)
    })
  })
}
