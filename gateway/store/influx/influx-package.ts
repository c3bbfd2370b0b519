/** The `influx` package (CommonJS) set up for one database. */
import http from 'node:http'
import https from 'node:https'
import influx from 'influx'
import type { ReaderOptions } from './influx-reader.ts'

export type IInfluxDB = InstanceType<typeof influx.InfluxDB>

export function makeInflux(options: ReaderOptions): IInfluxDB {
  const agent = options.tls ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true })
  return new influx.InfluxDB({
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
}

export const stringLiteral = (value: string): string => influx.escape.stringLit(value)
