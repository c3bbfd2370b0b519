/** Turns the errors of PostgreSQL, or of the way to it, into messages that say what to do. None repeats the password. */
import { type TlsFault, tlsFaultOf } from '../../platform/tls-faults.ts'
import { StoreMisconfigured, StoreUnavailable } from '../store.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

export interface Place extends Address {
  readonly database: string
  readonly username: string
}

export const kept = 'Nothing is lost while the outbox of the gateway has room.'
const setting =
  '--store / SITBONE_STORE, postgres://user@host:5432/database; its password in SITBONE_STORE_PASSWORD_FILE'

export const where = ({ host, port }: Address): string => `PostgreSQL at ${host}:${port}`

/** The error to rethrow; one that is neither of PostgreSQL nor of the network is a bug and stays unchanged. */
export function storeError(place: Place, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreUnavailable || error instanceof StoreMisconfigured)
    return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const fault = tlsFaultOf(code)
  if (fault !== null) return new StoreMisconfigured(`${where(place)} ${tlsFaults[fault]}. ${kept}`)
  return wronglySet(place, code, error) ?? notNow(place, code, error) ?? error
}

/** It can never succeed as it is set up: a person has to change it. */
function wronglySet(place: Place, code: string, { message }: Error): StoreMisconfigured | null {
  const { database, username } = place
  const wrong = (sentence: string) => new StoreMisconfigured(`${where(place)} ${sentence}`)
  if (/password must be a string|no password supplied/.test(message))
    return wrong(`wants a password for user ${username}. ${kept} Give it (${setting}).`)
  if (code === '28P01' || code === '28000')
    return wrong(
      `refused user ${username} or the password (${message}). ${kept} Correct the store's setting (${setting}).`,
    )
  if (code === '3D000')
    return wrong(
      `has no database ${database}. ${kept} As its administrator run CREATE DATABASE "${database}" OWNER "${username}", or correct the database (${setting}).`,
    )
  if (code === '42501')
    return wrong(
      `does not let user ${username} work in the database ${database} (${message}). ${kept} As its administrator run ` +
        `ALTER DATABASE "${database}" OWNER TO "${username}", or correct the store's setting (${setting}).`,
    )
  if (code === '42P01' || code === '42703')
    return wrong(
      `has other tables in the database ${database} than Sitbone made there (${message}). ${kept} Restore a backup of it, or choose another database (${setting}).`,
    )
  if (message.includes('does not support SSL')) return wrong(`${tlsFaults['no-tls']}. ${kept}`)
  return null
}

/** Classes of SQLSTATE that pass: connection, rollback by conflict, resources, intervention (a restart), system. */
const passing = /^(08|40|53|55|57|58|XX)/
const readOnly = '25006'

function notNow(place: Place, code: string, error: Error): StoreUnavailable | null {
  const away = (why: string, advice = '') =>
    new StoreUnavailable(
      `${where(place)} does not accept data now (${why}). ${kept} It is tried again.${advice}`,
    )
  if (code === readOnly) return isReadOnly(place)
  if (code === '53100') return away(error.message, ' Its disk is full: make room there.')
  if (code === '53300')
    return away(
      error.message,
      ' It has no connection left: raise max_connections there, or end other programs.',
    )
  const inner = error instanceof AggregateError ? error.errors[0] : error
  const why = inner instanceof Error ? inner.message : String(inner)
  return passing.test(code) || isOfNetwork(code, error) ? away(why) : null
}

/** A standby, or a primary that has become one: the connection goes to another server next time. */
export const isReadOnly = (place: Place): StoreUnavailable =>
  new StoreUnavailable(
    `${where(place)} takes no writes now: it is a standby, or set to read-only. ${kept} It is tried again. ` +
      `With several servers, name them all (--store postgres://user@host-a,host-b/database), or a proxy that leads to the one that writes.`,
  )

const isOfNetwork = (code: string, error: Error): boolean =>
  /^E[A-Z_]+$/.test(code) ||
  /^Connection terminated|^Query read timeout|timeout exceeded when trying to connect|^Client (has encountered|was closed)|after calling end on the pool/.test(
    error.message,
  )

const tlsFaults: Readonly<Record<TlsFault, string>> = {
  untrusted:
    'shows a certificate that no known authority has signed. Name the certificate of its authority (--store-ca / SITBONE_STORE_CA)',
  expired: 'shows a certificate that has expired. Renew it there',
  'other-name':
    'shows a certificate that was made for another host name. Use that name in the address (--store / SITBONE_STORE)',
  'no-tls':
    'does not speak TLS. Set it up there (ssl = on), or leave out sslmode in the address (--store / SITBONE_STORE)',
}

export const tooOld = (place: Place, version: number): StoreMisconfigured =>
  new StoreMisconfigured(
    `${where(place)} is version ${Math.floor(version / 10_000)}, which Sitbone cannot use. ${kept} Use PostgreSQL 13 or newer, or leave --store out for the embedded store.`,
  )

export const writtenByNewer = (place: Place, step: string): StoreMisconfigured =>
  new StoreMisconfigured(
    `The database ${place.database} in ${where(place)} was written by a newer Sitbone (step ${step}). ` +
      `Nothing was changed in it. ${kept} Use the newer Sitbone, or another database (--store).`,
  )
