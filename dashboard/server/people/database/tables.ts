/**
 * The tables of the accounts database, as Kysely sees them. Times of our own tables are epoch ms; those of the sign-in
 * library are its own. Lists are JSON texts, so that both databases keep them the same way.
 */
import type { Generated } from 'kysely'

/** The sign-in library's table of people; only what Sitbone reads itself. */
interface UserTable {
  id: string
  name: string
  email: string
  username: string | null
  displayUsername: string | null
  twoFactorEnabled: number | boolean | null
}

interface SessionTable {
  id: string
  token: string
  userId: string
  ipAddress: string | null
  userAgent: string | null
  createdAt: string | Date
  updatedAt: string | Date
  expiresAt: string | Date
}

interface RoleTable {
  personId: string
  role: string
}

interface GrantTable {
  id: string
  sitterId: string
  physioId: string
  /** JSON list of scopes. */
  scopes: string
  fromMs: number
  untilMs: number | null
  revokedAtMs: number | null
  createdAtMs: number
}

interface InvitationTable {
  id: string
  /** SHA-256 of the secret in the link. */
  hash: string
  invitedBy: string
  /** JSON: what the invited person gets. */
  offer: string
  /** E-mail address that the account must have; null: whoever holds the link. */
  address: string | null
  createdAtMs: number
  expiresAtMs: number
  usedAtMs: number | null
  usedBy: string | null
  withdrawnAtMs: number | null
}

interface AssignmentTable {
  id: string
  cushion: string
  sitterId: string
  fromMs: number
  toMs: number | null
}

interface ApiTokenTable {
  id: string
  personId: string
  name: string
  /** SHA-256 of the token. */
  hash: string
  scopes: string
  createdAtMs: number
  expiresAtMs: number
  lastUsedAtMs: number | null
  revokedAtMs: number | null
}

interface AuditTable {
  id: Generated<number>
  atMs: number
  /** Who did it; null: nobody who is known here, or the command line. */
  actorId: string | null
  action: string
  /** Whose data or account it concerns. */
  personId: string | null
  cushion: string | null
  fromMs: number | null
  toMs: number | null
  /** JSON with a few words from closed lists. Never a secret, never a reading. */
  detail: string | null
}

/** Single values of this installation, such as the revision of everything that decides about access. */
interface InstallationTable {
  name: string
  value: string
}

export interface AccountTables {
  user: UserTable
  session: SessionTable
  account: { id: string; userId: string; providerId: string; password: string | null }
  twoFactor: { id: string; userId: string; verified: number | boolean | null }
  passkey: { id: string; userId: string; name: string | null }
  verification: { id: string; identifier: string; value: string }
  personRole: RoleTable
  accessGrant: GrantTable
  invitation: InvitationTable
  assignment: AssignmentTable
  apiToken: ApiTokenTable
  auditEntry: AuditTable
  installation: InstallationTable
}
