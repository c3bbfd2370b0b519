/** Everything that is kept about people, over one database: SQLite in the data folder or PostgreSQL. */
import { type AccountsAddress, type AccountsDatabase, openAccountsDatabase } from './database/open.ts'
import { ApiTokens } from './records/api-tokens.ts'
import { Assignments } from './records/assignments.ts'
import { Audit } from './records/audit.ts'
import { Grants } from './records/grants.ts'
import { Invitations } from './records/invitations.ts'
import { accessRevision } from './records/revision.ts'
import { Roster } from './records/roster.ts'

export interface Accounts {
  readonly database: AccountsDatabase
  readonly roster: Roster
  readonly grants: Grants
  readonly assignments: Assignments
  readonly invitations: Invitations
  readonly tokens: ApiTokens
  readonly audit: Audit
  revision(): Promise<string>
  close(): Promise<void>
}

/** @throws AccountsUnavailable */
export async function openAccounts(address: AccountsAddress): Promise<Accounts> {
  const database = await openAccountsDatabase(address)
  const { db } = database
  return {
    database,
    roster: new Roster(db),
    grants: new Grants(db),
    assignments: new Assignments(db),
    invitations: new Invitations(db),
    tokens: new ApiTokens(db),
    audit: new Audit(db),
    revision: () => accessRevision(db),
    close: () => database.close(),
  }
}
