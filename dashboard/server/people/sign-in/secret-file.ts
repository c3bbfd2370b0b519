/** The secret that signs cookies and encrypts second factors: made once, kept beside the accounts, for this user only. */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { AccountsUnavailable } from '../database/open.ts'

/** @throws AccountsUnavailable */
export function secretOf(file: string): string {
  try {
    writeFileSync(file, `${randomBytes(48).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw unusable(error)
  }
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret.length >= 32) return secret
  } catch (error) {
    throw unusable(error)
  }
  throw unusable(undefined)
}

const unusable = (cause: unknown) =>
  new AccountsUnavailable(
    'The file accounts.secret cannot be read, so nobody can sign in. Nothing was changed; limits, alerts and recording go on. Put it back from a backup. Without it, remove the file: everybody then signs in anew, and second factors are set up again.',
    { cause },
  )
