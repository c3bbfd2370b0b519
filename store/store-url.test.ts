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

  it('names a PostgreSQL with all its parts, or several of them', () => {
    expect(
      parseStoreUrl('postgres://sam:pa%40%2Fss@db.example:6543/my%20seats', { ...extras, retentionDays: 30 }),
    ).toEqual({
      kind: 'postgres',
      addresses: [{ host: 'db.example', port: 6543 }],
      database: 'my seats',
      username: 'sam',
      password: 'pa@/ss',
      tls: false,
      caFile: null,
      rawRetentionDays: 30,
    })
    const several =
      'postgresql://sam@a,b:6543,[::1]/seats?target_session_attrs=read-write&sslmode=verify-full'
    expect(parseStoreUrl(several, { ...extras, password: 'elsewhere', caFile: '/etc/ca.pem' })).toMatchObject(
      {
        addresses: [
          { host: 'a', port: 5432 },
          { host: 'b', port: 6543 },
          { host: '::1', port: 5432 },
        ],
        password: 'elsewhere',
        tls: true,
        caFile: '/etc/ca.pem',
      },
    )
    expect(() => parseStoreUrl('postgres://sam@db/seats', { ...extras, caFile: '/etc/ca.pem' })).toThrow(
      /has no TLS, so the certificate of --store-ca.*sslmode=verify-full/,
    )
  })

  it.each([
    ['https://sam:s3cret@db.example:8086/seats', /begins with https:\/\/; write influxs:\/\/ there/],
    ['http://sam:s3cret@db.example/seats', /begins with http:\/\/; write influx:\/\/ there/],
    ['mysql://x/y', /neither the embedded store nor an InfluxDB or PostgreSQL/],
    ['', /neither/],
    ['influx://sam:s3cret@host', /does not name one database/],
    ['influx://sam:s3cret@host/a/b', /does not name one database/],
    ['influx://sam:s3cret#x@host/db', /%23/],
    ['influx://sam:s3cret?@host/db', /%3F/],
    ['influx://sam:s3cret/@host/db', /cannot be read as a URL.*%2F|database/],
    ['influx://sam:s3cret%zz@host/db', /%25/],
    ['influx://', /cannot be read/],
    ['postgres://db.example/seats', /names no user/],
    ['postgres://sam:s3cret@db.example', /does not name one database/],
    ['postgres://sam:s3cret@/seats', /cannot be read/],
    ['postgres://sam:s3cret@db:x/seats', /cannot be read/],
    ['postgres://sam:s3cret@db,,other/seats', /cannot be read/],
    ['postgres://sam:s3cret@db/seats?sslmode=require', /has sslmode=require.*only sslmode=verify-full/],
  ])('refuses %s, says what to write, and never repeats the password', (text, sentence) => {
    let message = ''
    try {
      parseStoreUrl(text, extras)
    } catch (error) {
      message = String(error)
    }
    expect(message).toMatch(sentence)
    expect(message).toMatch(/Write sqlite, influx:\/\/.* or postgres:\/\//)
    expect(message).not.toContain('s3cret')
  })
})
