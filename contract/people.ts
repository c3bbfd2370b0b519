/** People, what they may see, and what they send to sign in and to share: roles, scopes, bodies and answers. */
import { z } from 'zod'
import { iso } from '../core/model/schemas/primitives.ts'
import type { Answer } from './answer.ts'
import { cushionId } from './topics.ts'

export const roles = ['sitter', 'physio', 'admin', 'tester'] as const
export type Role = (typeof roles)[number]

/** What a sitter may share. `sitting` is part of every grant. */
export const grantScopes = ['sitting', 'frames', 'diary', 'notes', 'prescribe'] as const
export type GrantScope = (typeof grantScopes)[number]

/** What an API token may read of what its owner may. `server` is metrics and the details of readiness. */
export const tokenScopes = ['sitting', 'frames', 'diary', 'notes', 'server'] as const
export type TokenScope = (typeof tokenScopes)[number]

/** Letters as in an address; kept in lower case. */
export const userName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$/,
    'use 2 to 40 letters, digits, dots, _ or -, beginning with a letter or digit',
  )
const password = z.string().min(12, 'use at least 12 characters').max(128, 'use at most 128 characters')
const anyPassword = z.string().min(1).max(128)
const secretText = z.string().min(1).max(200)

export const signInBody = z.strictObject({
  /** User name or e-mail address. */
  who: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
})
export const secondFactorBody = z.strictObject({
  code: z.string().min(1).max(40),
  kind: z.enum(['totp', 'recovery']).default('totp'),
})
const encoded = z.string().min(1).max(20_000)
const credential = { id: encoded, rawId: encoded, type: z.literal('public-key') }
/** PublicKeyCredential.toJSON() of the browser (WebAuthn Level 3, 5.1), at sign-in and when a passkey is made. */
export const passkeyBody = z.strictObject({
  response: z.object({
    ...credential,
    clientExtensionResults: z.object({}),
    response: z.object({
      clientDataJSON: encoded,
      authenticatorData: encoded,
      signature: encoded,
      userHandle: encoded.exactOptional(),
    }),
  }),
})
export type PasskeyResponse = z.infer<typeof passkeyBody>['response']
export const newPasskeyBody = z.strictObject({
  name: z.string().max(80).optional(),
  response: z.object({
    ...credential,
    clientExtensionResults: z.object({}),
    response: z.object({
      clientDataJSON: encoded,
      attestationObject: encoded,
      transports: z.array(z.string().max(40)).max(10).exactOptional(),
    }),
  }),
})
export type NewPasskey = z.infer<typeof newPasskeyBody>
export const passwordChangeBody = z.strictObject({ current: anyPassword, next: password })
export const confirmBody = z.strictObject({ password: anyPassword })

export const newPersonBody = z.strictObject({
  userName,
  name: z.string().trim().min(1).max(80).optional(),
  email: z.email().max(200).optional(),
  password,
})
export type NewPerson = z.infer<typeof newPersonBody>

/** The first person of an installation that has none; what cushions recorded so far becomes theirs only where they say so. */
export const firstPersonBody = z.strictObject({
  person: newPersonBody,
  takes: z.array(cushionId).max(200),
})
export type FirstPerson = z.infer<typeof firstPersonBody>

export const grantBody = z.strictObject({
  physio: userName,
  scopes: z.array(z.enum(grantScopes)).max(grantScopes.length),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).nullable().default(null),
})

/** What an invitation gives: access to the sitter who invites, or (from an admin) an account with roles. */
export const offerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('grant'),
    scopes: z.array(z.enum(grantScopes)).max(grantScopes.length),
    untilMs: z.number().int().nullable(),
  }),
  z.strictObject({ kind: z.literal('account'), roles: z.array(z.enum(roles)).min(1).max(roles.length) }),
])
export type Offer = z.infer<typeof offerSchema>

export const invitationBody = z.strictObject({
  offer: offerSchema,
  address: z.email().max(200).nullable().default(null),
  days: z.number().int().min(1).max(30).default(7),
})
/** Whether the link went out by e-mail, with what to do if not. */
const invitationMail = z.object({ sent: z.boolean(), words: z.string() })
export type InvitationMail = Answer<typeof invitationMail>

const invitationAnswer = z.object({
  id: z.string(),
  /** Shown only here: the last part of the link. */
  secret: z.string(),
  expiresAt: iso,
  /** Null: the invitation has no address, or this server sends no e-mail. */
  mail: invitationMail.nullable(),
})
export type InvitationAnswer = Answer<typeof invitationAnswer>

export const acceptBody = z.strictObject({ secret: secretText, person: newPersonBody.optional() })

export const apiTokenBody = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(tokenScopes)).min(1).max(tokenScopes.length),
  days: z.number().int().min(1).max(366).default(90),
})

export const assignmentBody = z.strictObject({
  sitter: userName,
  from: z.iso.datetime({ offset: true }).optional(),
})

export const idParams = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) })

/** GET /api/v1/account: who is signed in. */
export const meAnswer = z.object({
  mode: z.enum(['one-person', 'people']),
  userName: z.string().nullable(),
  name: z.string().nullable(),
  roles: z.array(z.enum(roles)),
  secondFactor: z.boolean(),
  /** To send as `X-CSRF-Token` with each change; null where no sign-in is needed. */
  csrf: z.string().nullable(),
})
export type MeAnswer = Answer<typeof meAnswer>

const auditAnswer = z.object({
  entries: z.array(
    z.object({
      at: iso,
      by: z.string().nullable(),
      action: z.string(),
      person: z.string().nullable(),
      cushion: z.string().nullable(),
      from: iso.nullable(),
      to: iso.nullable(),
    }),
  ),
})
export type AuditAnswer = Answer<typeof auditAnswer>
