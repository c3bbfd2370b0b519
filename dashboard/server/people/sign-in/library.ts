/**
 * The sign-in library (better-auth), set up for Sitbone: passwords, second factor, passkeys and sessions over the accounts
 * database. Loaded only once there are accounts. Nothing of it is reachable over HTTP; sign-in.ts calls what it needs.
 */
import { passkey } from '@better-auth/passkey'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { username } from 'better-auth/plugins/username'
import { userName } from '../../../../contract/people.ts'
import type { AccountsDatabase } from '../database/open.ts'
import { ownPrefix } from './cookies.ts'

export interface LibraryOptions {
  readonly database: AccountsDatabase
  /** Signs cookies and encrypts second factors. */
  readonly secret: string
  /** Host name under which people reach this server; passkeys belong to it. */
  readonly host: string
}

/** Where sign-in.ts puts the address of the client, for the list of sessions. */
export const addressHeader = 'x-sitbone-address'

const dayS = 86_400

export const libraryOptions = ({ database, secret, host }: LibraryOptions) =>
  ({
    appName: 'Sitbone',
    baseURL: `http://${host}`,
    secret,
    database: { db: database.db, type: database.kind, transaction: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
    },
    session: { expiresIn: 14 * dayS, updateAge: dayS, freshAge: 3600, cookieCache: { enabled: false } },
    // Sitbone counts tries itself, per account and address: sign-in/attempts.ts.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: ownPrefix,
      // The `Secure` attribute depends on the request: sign-in/cookies.ts.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    plugins: [
      username({ minUsernameLength: 2, maxUsernameLength: 40, usernameValidator: isUserName }),
      twoFactor({ issuer: 'Sitbone' }),
      passkey({ rpID: host, rpName: 'Sitbone' }),
    ],
  }) satisfies BetterAuthOptions

const isUserName = (text: string): boolean => userName.safeParse(text).success

export const openLibrary = (options: LibraryOptions) => betterAuth(libraryOptions(options))
export type Library = ReturnType<typeof openLibrary>
