/** Text in InfluxQL, escaped by the `influx` package, which is loaded only if there is an InfluxDB. */
import { createRequire } from 'node:module'
import type influx from 'influx'

const require = createRequire(import.meta.url)
const load = (): typeof influx => require('influx')

export const stringLiteral = (value: string): string => load().escape.stringLit(value)
