/** The address of a PostgreSQL as parts: one server, or several of which one writes at a time. */
import { decodedPart, noDatabase, unreadable, uselessCa, wrongSetting } from '../setting-parts.ts'
import type { Address } from './postgres-errors.ts'

export interface PostgresAddress {
  readonly addresses: readonly Address[]
  readonly database: string
  readonly username: string
  readonly password: string | null
  readonly tls: boolean
  /** Authority that signed its certificate (PEM); the system's when null. */
  readonly caFile: string | null
}

export const isPostgresUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text)

/** User, hosts, database, what follows a question mark. */
const parts = /^postgres(?:ql)?:\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/

export function postgresAddress(
  text: string,
  extras: { readonly password?: string | null; readonly caFile?: string | null },
): PostgresAddress {
  const found = parts.exec(text)
  if (found === null) throw wrongSetting(unreadable)
  const [login = '', hosts = '', path = '', query = ''] = found.slice(1).map((part) => part ?? '')
  const [username = '', ...rest] = login.split(':')
  const database = decodedPart(path)
  if (username === '') throw wrongSetting('names no user before the host')
  if (database === '' || database.includes('/')) throw wrongSetting(noDatabase)
  const tls = hasTls(query)
  const caFile = extras.caFile ?? null
  if (caFile !== null && !tls) throw wrongSetting(uselessCa('add ?sslmode=verify-full'))
  return {
    addresses: hosts.split(',').map(addressOf),
    database,
    username: decodedPart(username),
    password: decodedPart(rest.join(':')) || extras.password || null,
    tls,
    caFile,
  }
}

function addressOf(host: string): Address {
  const url = URL.parse(`postgres://${host}/`)
  if (url === null || url.hostname === '') throw wrongSetting(unreadable)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 5432 : Number(url.port),
  }
}

/** Encrypted without a look at the certificate is not offered: who can listen can also answer. */
function hasTls(query: string): boolean {
  let tls = false
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'target_session_attrs' && value === 'read-write') continue
    if (name !== 'sslmode' || !['disable', 'verify-full'].includes(value))
      throw wrongSetting(
        `has ${name}${name === 'sslmode' ? `=${value}` : ''} after the database; only sslmode=verify-full, sslmode=disable and target_session_attrs=read-write are known there (in a password, write ? as %3F)`,
      )
    tls = value === 'verify-full'
  }
  return tls
}
