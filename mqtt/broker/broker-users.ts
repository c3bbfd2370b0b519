/**
 * The users of the embedded broker: one for each part of Sitbone, created at the first start, and those that a person adds. They
 * lie in `broker/` in the data folder, for its owner alone: `<role>.password` in plain, as the parts have to show it; of added
 * users only a hash. Every password is made here and has 192 random bits, so one round of a hash is enough.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  FileRefused,
  makePrivateFolder,
  readIfThere,
  refuseLink,
  replaceFile,
} from '../../platform/files/private-files.ts'
import { isThere, setAside } from '../../platform/files/set-aside.ts'
import { readStamped, type StampedJson, writeStamped } from '../../platform/files/stamped-json.ts'
import { close } from '../../platform/files/tighten.ts'
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
export const usersFile = (dataFolder: string): StampedJson<z.infer<typeof usersSchema>> => ({
  file: join(folderOf(dataFolder), 'users.json'),
  what: 'The list of users of the embedded broker',
  missing: 'users that you added have to be added again (sitbone broker user add)',
  schema: usersSchema,
  version: 1,
})
const makePassword = () => randomBytes(24).toString('base64url')
const hashOf = (password: string) => createHash('sha256').update(password).digest()
/** Made by `makePassword`; anything else in the file is corruption. */
const passwordPattern = /^[A-Za-z0-9_-]{32}$/
type Warn = (sentence: string) => void

/** Makes the passwords of the parts that are missing; `warn` hears of corrupt files. @throws BrokerUsersUnusable */
export function openBrokerUsers(dataFolder: string, warn: Warn): BrokerUsers {
  const parts = new Map(partRoles.map((role) => [role, keptPassword(dataFolder, role, warn)]))
  // Now and not only when the first user comes: what is wrong with it shows at the start.
  readUsers(dataFolder, warn)
  return {
    roleOf(name, password) {
      const part = partRoles.find((role) => role === name)
      const added =
        part === undefined ? readUsers(dataFolder, warn).find((user) => user.name === name) : undefined
      const role = part ?? added?.role
      const hash = part === undefined ? added?.sha256 : hashOf(parts.get(part) ?? '').toString('hex')
      if (role === undefined || hash === undefined) return 'unknown name'
      return timingSafeEqual(hashOf(password), Buffer.from(hash, 'hex')) ? role : 'wrong password'
    },
    passwordOf: (role) => parts.get(role) ?? '',
  }
}

/** For a part in a separate program. Null if the broker has never run in this data folder, or the folder is another user's. */
export function readPartPassword(dataFolder: string, role: PartRole): string | null {
  try {
    return readFileSync(passwordFile(dataFolder, role), 'utf8').trim() || null
  } catch {
    return null
  }
}

/** Those a person added. @throws BrokerUsersUnusable */
export const listUsers = (dataFolder: string, warn: Warn): readonly AddedUser[] =>
  readUsers(dataFolder, warn).map(({ name, role }) => ({ name, role }))

/** Gives the new user's password, which is kept nowhere. A running broker knows the user at once. @throws BrokerUsersUnusable */
export function addUser(dataFolder: string, { name, role }: AddedUser, warn: Warn): string {
  const users = readUsers(dataFolder, warn)
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
export function removeUser(dataFolder: string, name: string, warn: Warn): boolean {
  const users = readUsers(dataFolder, warn)
  const left = users.filter((user) => user.name !== name)
  if (left.length === users.length) return false
  writeUsers(dataFolder, left)
  return true
}

function keptPassword(dataFolder: string, role: PartRole, warn: Warn): string {
  const file = passwordFile(dataFolder, role)
  return guarded(file, () => {
    makeFolder(dataFolder)
    close(file)
    const known = readIfThere(file)?.trim() ?? ''
    if (passwordPattern.test(known)) return known
    if (known !== '' || (isThere(file) && readIfThere(file) === null))
      warn(
        `The password in ${file} was corrupt and was kept as ${setAside(file, Date.now())}. A new one is made: parts of Sitbone that run on their own need a restart to use it.`,
      )
    const password = makePassword()
    replaceFile(file, `${password}\n`)
    return password
  })
}

function readUsers(dataFolder: string, warn: Warn): Users {
  const kept = usersFile(dataFolder)
  return guarded(kept.file, () => readStamped(kept, warn)?.users ?? [])
}

function writeUsers(dataFolder: string, users: Users): void {
  const { file } = usersFile(dataFolder)
  guarded(file, () => {
    makeFolder(dataFolder)
    writeStamped(file, { v: 1, users })
  })
}

/** @throws FileRefused if it is a link: the passwords would end up somewhere else. */
function makeFolder(dataFolder: string): void {
  refuseLink(folderOf(dataFolder))
  makePrivateFolder(folderOf(dataFolder))
}

function guarded<T>(file: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    if (error instanceof FileRefused) throw new BrokerUsersUnusable(error.message, { cause: error })
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new BrokerUsersUnusable(
      `${file} cannot be used (${code}), so the embedded broker does not know who may connect. Give yourself permission to read and write it, or move it away: Sitbone then makes a new one.`,
    )
  }
}
