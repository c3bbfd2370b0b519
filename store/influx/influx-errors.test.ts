import { expect, it } from 'vitest'
import { StoreUnavailable } from '../store.ts'
import { errorOf, failureOf, type Place } from './influx-errors.ts'

const place: Place = { host: 'db', port: 8086, database: 'sitbone', username: 'writer', tls: false }
const full =
  'engine: error writing WAL entry: write /var/lib/influxdb/wal/sitbone/autogen/1/_00001.wal: no space left on device'

it('a full disk of InfluxDB is reported, with the steps that recover it without loss', () => {
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

it.each([
  [422, 'unprocessable entity', 'failure writing points to database: partial write: field type conflict'],
  [500, 'internal error', 'unexpected error writing points to database: partial write: field type conflict'],
])('2.x answers %i when points do not fit, which is about the content', (status, code, message) => {
  const answer = { status, type: 'application/json', version: null, body: JSON.stringify({ code, message }) }
  expect(failureOf(place, answer)).toBeNull()
  const other = { ...answer, status: 500, body: '{"code":"internal error","message":"engine is closed"}' }
  expect(failureOf(place, other)).toBeInstanceOf(StoreUnavailable)
})
