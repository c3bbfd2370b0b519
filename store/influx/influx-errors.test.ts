import { expect, it } from 'vitest'
import { StoreUnavailable } from '../store.ts'
import { errorOf, type Place } from './influx-errors.ts'

const place: Place = { host: 'db', port: 8086, database: 'sitbone', username: 'writer', tls: false }
const full =
  'engine: error writing WAL entry: write /var/lib/influxdb/wal/sitbone/autogen/1/_00001.wal: no space left on device'

it('a full disk of InfluxDB is told with what brings it back without a loss', () => {
  const error = errorOf(place, 500, full)
  expect(error).toBeInstanceOf(StoreUnavailable)
  expect(error?.message).toMatch(/Nothing is lost.*stop the recorder.*twice.*start the recorder/)
})

it('any other failure of its own is only tried again', () => {
  const error = errorOf(place, 503, 'timeout')
  expect(error).toBeInstanceOf(StoreUnavailable)
  expect(error?.message).not.toContain('twice')
  expect(errorOf(place, 400, full)).toBeNull()
})
