/** The `influx` package (CommonJS) set up for one database; loaded only when there is one. */
import http from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import type influx from 'influx'
import type { Place } from './influx-errors.ts'

export interface ReaderOptions extends Place {
  readonly password: string | null
  readonly timeoutMs: number
}

const require = createRequire(import.meta.url)
const load = (): typeof influx => require('influx')

export type IInfluxDB = InstanceType<typeof influx.InfluxDB>

/** `close` ends its connections, also those that wait for an answer. */
export interface InfluxClient {
  readonly db: IInfluxDB
  close(): void
}

export function makeInflux(options: ReaderOptions): InfluxClient {
  const agent = options.tls ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true })
  const db = new (load().InfluxDB)({
    database: options.database,
    // The package falls back to root/root: an empty user keeps it from that.
    username: options.username ?? '',
    password: options.password ?? '',
    hosts: [
      {
        host: options.host,
        port: options.port,
        protocol: options.tls ? 'https' : 'http',
        options: { agent },
      },
    ],
    pool: { requestTimeout: options.timeoutMs, maxRetries: 0 },
  })
  return { db, close: () => agent.destroy() }
}

export const stringLiteral = (value: string): string => load().escape.stringLit(value)
