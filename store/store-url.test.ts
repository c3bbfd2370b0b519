import { describe, expect, it } from 'vitest'
import { parseStoreUrl } from './store-url.ts'

const extras = { folder: '/data' }

describe("the store's setting", () => {
  it('names the embedded store in the data folder', () => {
    expect(parseStoreUrl('sqlite', extras)).toEqual({ kind: 'sqlite', folder: '/data' })
    expect(parseStoreUrl('sqlite', { ...extras, retentionDays: 30 })).toMatchObject({ rawRetentionDays: 30 })
  })

  it('names an InfluxDB with all its parts', () => {
    expect(parseStoreUrl('influx://sam:pa%40%2Fss@db.example:9000/seats', extras)).toEqual({
      kind: 'influx',
      host: 'db.example',
      port: 9000,
      database: 'seats',
      username: 'sam',
      password: 'pa@/ss',
      token: null,
      tls: false,
      caFile: null,
    })
    expect(parseStoreUrl('influxs://[::1]/my%20seats', extras)).toMatchObject({
      host: '::1',
      port: 8086,
      database: 'my seats',
      username: null,
      password: null,
      tls: true,
    })
  })

  it('takes the password from elsewhere only when the URL has none', () => {
    const password = 'elsewhere'
    expect(parseStoreUrl('influx://sam@h/d', { ...extras, password })).toMatchObject({ password })
    expect(parseStoreUrl('influx://sam:own@h/d', { ...extras, password })).toMatchObject({ password: 'own' })
  })

  it('takes the token of an InfluxDB 2.x', () => {
    const token = 'my-token'
    expect(parseStoreUrl('influx://h/bucket', { ...extras, token })).toMatchObject({ token, username: null })
  })

  it('takes the certificate of an own authority with TLS, and not where it would check nothing', () => {
    const caFile = '/etc/ca.pem'
    expect(parseStoreUrl('influxs://db/seats', { ...extras, caFile })).toMatchObject({ tls: true, caFile })
    expect(() => parseStoreUrl('influx://db/seats', { ...extras, caFile })).toThrow(
      /has no TLS, so the certificate of --store-ca.*influxs:\/\//,
    )
    expect(parseStoreUrl('sqlite', { ...extras, caFile })).toMatchObject({ kind: 'sqlite' })
  })

  it.each([
    ['https://sam:s3cret@db.example:8086/seats', /begins with https:\/\/; write influxs:\/\/ there/],
    ['http://sam:s3cret@db.example/seats', /begins with http:\/\/; write influx:\/\/ there/],
    ['mysql://x/y', /neither the embedded store nor an InfluxDB/],
    ['', /neither/],
    ['influx://sam:s3cret@host', /does not name one database/],
    ['influx://sam:s3cret@host/a/b', /does not name one database/],
    ['influx://sam:s3cret#x@host/db', /%23/],
    ['influx://sam:s3cret?@host/db', /%3F/],
    ['influx://sam:s3cret/@host/db', /cannot be read as a URL.*%2F|database/],
    ['influx://sam:s3cret%zz@host/db', /%25/],
    ['influx://', /cannot be read/],
  ])('refuses %s, says what to write, and never repeats the password', (text, sentence) => {
    let message = ''
    try {
      parseStoreUrl(text, extras)
    } catch (error) {
      message = String(error)
    }
    expect(message).toMatch(sentence)
    expect(message).toMatch(/Write sqlite, or influx:\/\//)
    expect(message).not.toContain('s3cret')
  })
})
