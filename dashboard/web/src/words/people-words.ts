/** Roles, scopes and entries of the log, in words. */
import type { AuditAnswer, GrantScope, Role, TokenScope } from '../../../../contract/people.ts'

/** What each role sees, for whoever gives it. */
export const rolesExplained =
  'A sitter sees their own data, a physio what sitters share with them, an admin accounts and no data, a tester simulated cushions.'

export const roleWords: Readonly<Record<Role, string>> = {
  sitter: 'sitter',
  physio: 'physio',
  admin: 'admin',
  tester: 'tester',
}

export const scopeWords: Readonly<Record<GrantScope, string>> = {
  sitting: 'Sitting: live figures, days and reports',
  frames: 'Raw readings and replay',
  diary: 'Diary: pain check-ins',
  notes: 'Notes in the diary',
  prescribe: 'Change the limits',
}

/** "Sitting, diary, change the limits". */
export function scopeList(scopes: readonly GrantScope[]): string {
  const names = [...new Set<GrantScope>(['sitting', ...scopes])].map(
    (scope) => scopeWords[scope].split(':')[0] ?? scope,
  )
  return names.map((name, at) => (at === 0 ? name : name.toLowerCase())).join(', ')
}

export const tokenScopeWords: Readonly<Record<TokenScope, string>> = {
  sitting: scopeWords.sitting,
  frames: scopeWords.frames,
  diary: scopeWords.diary,
  notes: scopeWords.notes,
  server: 'Figures of the server (admins only)',
}

export type AuditEntryAnswer = AuditAnswer['entries'][number]

/** What people do to their own account, or to nobody in particular. */
const deeds: Readonly<Record<string, string>> = {
  'sign-in': 'signed in',
  'sign-in-failed': 'tried to sign in with a wrong password or code',
  'sign-out': 'signed out',
  'session-ended': 'ended a session',
  'password-changed': 'changed the password',
  'password-reset': 'set a new password',
  'second-factor-added': 'set up a second factor',
  'second-factor-removed': 'removed the second factor',
  'recovery-codes-made': 'made new recovery codes',
  'passkey-added': 'added a passkey',
  'passkey-removed': 'removed a passkey',
  'person-added': 'added an account',
  'person-removed': 'removed an account',
  'person-recovered': 'let an account back in',
  'roles-changed': 'changed roles',
  invited: 'made an invitation link',
  'invitation-accepted': 'accepted an invitation',
  granted: 'shared data',
  revoked: 'stopped sharing data',
  assigned: 'assigned a cushion',
  released: 'released a cushion',
  'token-made': 'made an API token',
  'token-revoked': 'revoked an API token',
  changed: 'made a change',
  erased: 'erased data',
  'lock-kept': 'put back a locked limit, changed by a program,',
  'backed-up': 'made a backup',
}

export interface AuditReader {
  /** Who reads: their own deeds are "You". */
  readonly me: string | null
  /** `3 Mar`, in the reader's own time zone. */
  day(atMs: number): string
}

const spanWords = ({ from, to }: AuditEntryAnswer, day: AuditReader['day']): string => {
  if (from === null || to === null) return ''
  const first = day(Date.parse(from))
  // The end is exclusive: a day ends where the next begins.
  const last = day(Date.parse(to) - 1)
  return first === last ? first : `${first} to ${last}`
}

const actorWords = ({ by, action }: AuditEntryAnswer, me: string | null): string => {
  if (by !== null) return by === me ? 'You' : by
  return action === 'sign-in-failed' ? 'Somebody' : 'Sitbone'
}

const looks: Readonly<Record<string, string>> = { read: 'looked at', exported: 'took a copy of' }

const deedWords = (entry: AuditEntryAnswer, day: AuditReader['day']): string => {
  const look = looks[entry.action]
  if (look === undefined) return deeds[entry.action] ?? entry.action
  return `${look} ${spanWords(entry, day) || 'the current figures'}`
}

/** Between a deed and whom it concerns, where that is not "for". */
const links: Readonly<Record<string, string>> = {
  'sign-in-failed': 'as',
  'invitation-accepted': 'from',
  assigned: 'to',
}

/** Whom it was done to; the reader knows whose data it is when somebody looked at their own. */
const concernsWords = ({ by, person, action }: AuditEntryAnswer, me: string | null): string => {
  const looked = looks[action] !== undefined
  if (person === null || person === by || (looked && person === me)) return ''
  const link = looked ? 'of' : (links[action] ?? 'for')
  return ` ${link} ${person === me ? 'you' : person}`
}

/** "petra looked at 14 Nov to 27 Nov (desk-1)". */
export function auditWords(entry: AuditEntryAnswer, { me, day }: AuditReader): string {
  const place = entry.cushion === null ? '' : ` (${entry.cushion})`
  return `${actorWords(entry, me)} ${deedWords(entry, day)}${concernsWords(entry, me)}${place}`
}

const oneLookMs = 15 * 60_000

export interface AuditLine {
  readonly words: string
  readonly at: string
}

/** Newest first, as the entries are. One look at a page reads several things, which make one line. */
export function auditLines(entries: readonly AuditEntryAnswer[], reader: AuditReader): readonly AuditLine[] {
  const lines: AuditLine[] = []
  for (const entry of entries) {
    const words = auditWords(entry, reader)
    const newer = lines.at(-1)
    const same =
      looks[entry.action] !== undefined &&
      newer?.words === words &&
      Date.parse(newer.at) - Date.parse(entry.at) < oneLookMs
    if (!same) lines.push({ words, at: entry.at })
  }
  return lines
}

const browsers = ['Edg', 'Firefox', 'Chrome', 'Safari'] as const
const browserNames: Readonly<Record<(typeof browsers)[number], string>> = {
  Edg: 'Edge',
  Firefox: 'Firefox',
  Chrome: 'Chrome',
  Safari: 'Safari',
}
const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux'] as const

/** What a person would call the browser that signed in. */
export function deviceWords(userAgent: string | null): string {
  const browser = browsers.find((name) => userAgent?.includes(name))
  const system = systems.find((name) => userAgent?.includes(name))
  if (browser === undefined && system === undefined) return 'A program or an unknown browser'
  return [browser === undefined ? 'A browser' : browserNames[browser], system].filter(Boolean).join(' on ')
}

export const everyRole = ['sitter', 'physio', 'admin', 'tester'] as const satisfies readonly Role[]
