/** `sitbone user`: accounts from the machine itself, also while Sitbone runs. It notices within a second. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { newPersonBody, type Role, roles } from '../contract/people.ts'
import { cushionId } from '../contract/topics.ts'
import { type Accounts, openAccounts } from '../dashboard/server/people/accounts.ts'
import { erasePerson } from '../dashboard/server/people/erase.ts'
import { diaryKeyOf } from '../dashboard/server/people/gate/sitter-diaries.ts'
import type { AuditAction } from '../dashboard/server/people/records/audit.ts'
import type { Account } from '../dashboard/server/people/records/roster.ts'
import { secretOf } from '../dashboard/server/people/sign-in/secret-file.ts'
import { SignIn } from '../dashboard/server/people/sign-in/sign-in.ts'
import { wallClock } from '../platform/clock.ts'
import { lockFolder } from '../platform/files/instance-lock.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { SettingsError } from '../settings/settings.ts'
import type { CommandContext } from './context.ts'
import { freshPassword } from './fresh-password.ts'
import { accountsFiles } from './roles/accounts-files.ts'
import { makeDiaries } from './roles/diary.ts'
import { makeStore } from './roles/store.ts'

interface Desk {
  readonly accounts: Accounts
  readonly signIn: SignIn
  readonly context: CommandContext
  say(line: string): void
}

const actions: Readonly<
  Record<string, (desk: Desk, name: string, rest: readonly string[]) => Promise<void>>
> = {
  add,
  list,
  reset: (desk, name) => newPassword(desk, name, 'password-reset'),
  recover,
  remove,
  erase,
  roles: setRoles,
}

export async function runUser(context: CommandContext): Promise<number> {
  const given = Array.isArray(context.options.arguments) ? context.options.arguments.map(String) : []
  const [action = 'list', name = '', ...rest] = given
  const run = Object.entries(actions).find(([known]) => known === action)?.[1]
  if (run === undefined)
    throw new SettingsError(
      `user ${action}: expected ${Object.keys(actions).join(', ')}. See sitbone user --help.`,
    )
  ensureFolder(context.values.data)
  const { address, secretFile, secret } = accountsFiles(context.values)
  const accounts = await openAccounts(address)
  try {
    const signIn = new SignIn({
      accounts,
      secret: secret ?? secretOf(secretFile),
      host: 'localhost',
      clock: wallClock,
    })
    const say = (line: string) => void process.stdout.write(`${line}\n`)
    await run({ accounts, signIn, context, say }, name, rest)
    return 0
  } finally {
    await accounts.close()
  }
}

async function add(desk: Desk, name: string): Promise<void> {
  const { accounts, signIn, context, say } = desk
  const first = !(await accounts.roster.anybody())
  const wanted = rolesOf(textOf(context, 'role') ?? 'sitter')
  const given: readonly Role[] = first ? [...new Set([...wanted, 'admin' as const])] : wanted
  const takes = (textOf(context, 'takes') ?? '').split(',').filter((one) => one !== '')
  for (const cushion of takes)
    if (!cushionId.safeParse(cushion).success)
      throw new SettingsError(`--takes ${cushion}: this cannot be a cushion.`)
  if (takes.length > 0 && !given.includes('sitter'))
    throw new SettingsError('--takes: only a sitter has cushions. Add --role sitter.')
  const password = freshPassword()
  const email = textOf(context, 'email')
  const person = newPersonBody.safeParse({ userName: name, password, ...(email === null ? {} : { email }) })
  if (!person.success)
    throw new SettingsError(
      `user add ${name}: ${person.error.issues.map(({ message }) => message).join('; ')}.`,
    )
  const added = await signIn.addPerson(person.data, given)
  if (added === 'taken')
    throw new SettingsError(`user add ${name}: this name or address belongs to somebody already.`)
  await note(desk, 'person-added', added)
  for (const cushion of takes) await handOver(desk, added, cushion)
  say(`${added.userName} can sign in as ${given.join(', ')} with this password, which is shown only now:`)
  say(`  ${password}`)
  if (first)
    say(
      'From now on Sitbone asks everybody to sign in. The first person also looks after the accounts (admin).',
    )
  if (first && takes.length === 0)
    say(
      'What has been recorded so far is nobody’s. An admin can assign each cushion to the sitter who used it.',
    )
}

/** What the cushion recorded so far and what was written in its diary becomes this sitter's. */
async function handOver(
  { accounts, context, say }: Desk,
  { id, userName }: Account,
  cushion: string,
): Promise<void> {
  const { values, log } = context
  if ((await accounts.assignments.assign({ cushion, sitterId: id, fromMs: 0 })) === 'taken') {
    say(`${cushion} belongs to somebody already, so it was left as it is.`)
    return
  }
  const diaries = makeDiaries(values, values.data, log)
  try {
    await diaries.rename(cushion, diaryKeyOf(id))
  } finally {
    await diaries.stop()
  }
  await accounts.audit.add({ atMs: Date.now(), actorId: null, action: 'assigned', personId: id, cushion })
  say(`What ${cushion} has recorded so far is ${userName}'s now.`)
}

async function list({ accounts, say }: Desk): Promise<void> {
  const people = await accounts.roster.list()
  if (people.length === 0) say('There are no accounts: Sitbone is for one person on this computer.')
  for (const { userName, email, roles: theirs, secondFactor } of people)
    say(
      [userName, theirs.join(',') || 'no role', email ?? '-', secondFactor ? 'second factor' : '']
        .join('\t')
        .trim(),
    )
}

async function newPassword(desk: Desk, name: string, action: AuditAction): Promise<void> {
  const person = await personOf(desk, name)
  const password = freshPassword()
  await desk.signIn.setPassword(person.id, password)
  await note(desk, action, person)
  desk.say(
    `${person.userName} is signed out everywhere, and signs in with this password, which is shown only now:`,
  )
  desk.say(`  ${password}`)
}

/** For whoever lost password and second factor. */
async function recover(desk: Desk, name: string): Promise<void> {
  const { id } = await personOf(desk, name)
  await desk.accounts.roster.forgetSecondFactors(id)
  await newPassword(desk, name, 'person-recovered')
  desk.say(
    'The second factor, recovery codes and passkeys are forgotten; set them up again after signing in.',
  )
}

async function remove(desk: Desk, name: string): Promise<void> {
  const person = await personOf(desk, name)
  await keepAnAdmin(desk, person)
  await desk.accounts.roster.remove(person.id)
  await note(desk, 'person-removed', person)
  desk.say(
    `${person.userName} is removed. What their cushions recorded is nobody's now, and stays in the store.`,
  )
}

/** Store, diary and account: as one may at the page, for a person who no longer can. */
async function erase(desk: Desk, name: string): Promise<void> {
  const { accounts, context, say } = desk
  const { values, log, options } = context
  const person = await personOf(desk, name)
  await keepAnAdmin(desk, person)
  if (options.confirm !== true) {
    say(
      `Nothing was erased yet. With --confirm, everything about ${person.userName} is removed for good: account, diary, and what the cushions recorded while they were theirs. Stop Sitbone first.`,
    )
    return
  }
  const simulated = join(values.data, 'simulated')
  const folders = [values.data, ...(values.store === 'sqlite' && existsSync(simulated) ? [simulated] : [])]
  const locks = folders.map((folder) => lockFolder(folder, 'recorder', log))
  const stores = await Promise.all(folders.map((folder) => makeStore(values, folder, log)))
  const diaries = makeDiaries(values, values.data, log)
  try {
    for (const part of [...locks, ...stores]) await part.start()
    await erasePerson(
      { accounts, stores, diaries },
      { personId: person.id, actorId: null, nowMs: Date.now() },
    )
  } finally {
    await diaries.stop()
    for (const part of [...stores, ...locks]) await part.stop()
  }
  say(`Everything about ${person.userName} is erased. The audit log keeps only that this was done.`)
}

async function setRoles(desk: Desk, name: string, rest: readonly string[]): Promise<void> {
  const person = await personOf(desk, name)
  const next = rolesOf(rest.join(','))
  if (!next.includes('admin')) await keepAnAdmin(desk, person)
  await desk.accounts.roster.setRoles(person.id, next)
  await note(desk, 'roles-changed', person)
  desk.say(`${person.userName} is ${next.join(', ') || 'without a role'} now.`)
}

async function keepAnAdmin({ accounts }: Desk, { id, userName }: Account): Promise<void> {
  if (await accounts.roster.isLastAdmin(id))
    throw new SettingsError(
      `${userName} is the last admin, so nothing was changed. Make somebody else an admin first: sitbone user roles <name> admin.`,
    )
}

async function personOf({ accounts }: Desk, name: string): Promise<Account> {
  const person = await accounts.roster.byUserName(name)
  if (person !== null) return person
  throw new SettingsError(
    `There is no account called "${name}". sitbone user list shows those that there are.`,
  )
}

const note = ({ accounts }: Desk, action: AuditAction, { id }: Account): Promise<void> =>
  accounts.audit.add({ atMs: Date.now(), actorId: null, action, personId: id, detail: 'command line' })

function rolesOf(text: string): readonly Role[] {
  const asked = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const unknown = asked.filter((one) => !roles.some((role) => role === one))
  if (unknown.length > 0)
    throw new SettingsError(`There is no role "${unknown.join(', ')}"; there are ${roles.join(', ')}.`)
  return roles.filter((role) => asked.includes(role))
}

const textOf = ({ options }: CommandContext, name: string): string | null => {
  const value = options[name]
  return typeof value === 'string' ? value : null
}
