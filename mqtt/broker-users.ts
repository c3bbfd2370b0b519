/**
 * Who may enter the embedded broker: a user for each part of Sitbone, made at the first start, and those a person adds. They lie
 * in `broker/` in the data folder, for its owner alone: `<role>.password` in plain, as the parts have to show it; of added users
 * only a hash. Every password is made here and has 192 random bits, so one round of a hash is enough.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type GivenRole, givenRoles, type PartRole, partRoles, type Role } from './rights.ts'

/** The files cannot be used, or a name cannot be taken; the message says which and what to do. */
class BrokerUsersUnusable extends Error {
  override name = 'BrokerUsersUnusable'
}

export interface AddedUser {
  readonly name: string
  readonly role: GivenRole
}

export interface BrokerUsers {
  /** The role behind a name and its password. */
  roleOf(name: string, password: string): Role | 'unknown name' | 'wrong password'
  /** For a part in this program. */
  passwordOf(role: PartRole): string
}

const usersSchema = z.strictObject({
  v: z.literal(1),
  users: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(givenRoles),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
type Users = z.infer<typeof usersSchema>['users']

const mostUsers = 100
const namePattern = /^[A-Za-z0-9_.-]{1,64}$/
const folderOf = (dataFolder: string) => join(dataFolder, 'broker')
const passwordFile = (dataFolder: string, role: PartRole) => join(folderOf(dataFolder), `${role}.password`)
const usersFile = (dataFolder: string) => join(folderOf(dataFolder), 'users.json')
const makePassword = () => randomBytes(24).toString('base64url')
const hashOf = (password: string) => createHash('sha256').update(password).digest()
const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Makes the passwords of the parts that are missing. @throws BrokerUsersUnusable */
export function openBrokerUsers(dataFolder: string): BrokerUsers {
  const parts = new Map(partRoles.map((role) => [role, keptPassword(dataFolder, role)]))
  return {
    roleOf(name, password) {
      const part = partRoles.find((role) => role === name)
      const added = part === undefined ? readUsers(dataFolder).find((user) => user.name === name) : undefined
      const role = part ?? added?.role
      const hash = part === undefined ? added?.sha256 : hashOf(parts.get(part) ?? '').toString('hex')
      if (role === undefined || hash === undefined) return 'unknown name'
      return timingSafeEqual(hashOf(password), Buffer.from(hash, 'hex')) ? role : 'wrong password'
    },
    passwordOf: (role) => parts.get(role) ?? '',
  }
}

/** For a part in a program of its own: null when the broker has never run in this data folder, or another user's. */
export function readPartPassword(dataFolder: string, role: PartRole): string | null {
  try {
    return readFileSync(passwordFile(dataFolder, role), 'utf8').trim() || null
  } catch {
    return null
  }
}

/** Those a person added. @throws BrokerUsersUnusable */
export const listUsers = (dataFolder: string): readonly AddedUser[] =>
  readUsers(dataFolder).map(({ name, role }) => ({ name, role }))

/** Gives the new user's password, which is kept nowhere. A running broker knows the user at once. @throws BrokerUsersUnusable */
export function addUser(dataFolder: string, { name, role }: AddedUser): string {
  const users = readUsers(dataFolder)
  if (!namePattern.test(name))
    throw new BrokerUsersUnusable(`"${name}" cannot be a user name: use 1-64 letters, digits, dots, - or _.`)
  if (partRoles.some((part) => part === name))
    throw new BrokerUsersUnusable(`"${name}" is used by Sitbone itself. Choose another user name.`)
  if (users.some((user) => user.name === name))
    throw new BrokerUsersUnusable(
      `The user "${name}" already exists. For a new password, remove it first, then add it again.`,
    )
  if (users.length >= mostUsers)
    throw new BrokerUsersUnusable(`The broker can have at most ${mostUsers} users. Remove one first.`)
  const password = makePassword()
  writeUsers(dataFolder, [...users, { name, role, sha256: hashOf(password).toString('hex') }])
  return password
}

/** False when there is no such user. What it has open stays open until it connects again. @throws BrokerUsersUnusable */
export function removeUser(dataFolder: string, name: string): boolean {
  const users = readUsers(dataFolder)
  const left = users.filter((user) => user.name !== name)
  if (left.length === users.length) return false
  writeUsers(dataFolder, left)
  return true
}

function keptPassword(dataFolder: string, role: PartRole): string {
  const file = passwordFile(dataFolder, role)
  return guarded(file, () => {
    makeFolder(dataFolder)
    if (existsSync(file)) {
      chmodSync(file, 0o600)
      const known = readFileSync(file, 'utf8').trim()
      if (known !== '') return known
    }
    const password = makePassword()
    replace(file, `${password}\n`)
    return password
  })
}

function readUsers(dataFolder: string): Users {
  const file = usersFile(dataFolder)
  return guarded(file, () => {
    try {
      return usersSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).users
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  })
}

function writeUsers(dataFolder: string, users: Users): void {
  const file = usersFile(dataFolder)
  guarded(file, () => {
    makeFolder(dataFolder)
    replace(file, `${JSON.stringify({ v: 1, users }, null, 2)}\n`)
  })
}

function makeFolder(dataFolder: string): void {
  mkdirSync(folderOf(dataFolder), { recursive: true, mode: 0o700 })
}

/** Whole or not at all, and never readable for others in between. */
function replace(file: string, content: string): void {
  const fresh = `${file}.${process.pid}.new`
  writeFileSync(fresh, content, { mode: 0o600, flush: true })
  renameSync(fresh, file)
}

function guarded<T>(file: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'its content does not fit'
    throw new BrokerUsersUnusable(
      `${file} cannot be used (${code}), so the embedded broker does not know who may connect. Give yourself permission to read and write it, or move it away: Sitbone then makes a new one.`,
    )
  }
}
