/** `sitbone broker user list|add|remove`: who may enter the embedded broker, beside the parts of Sitbone. */
import { addUser, listUsers, openBrokerUsers, removeUser } from '../mqtt/broker-users.ts'
import { givenRoles } from '../mqtt/rights.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { SettingsError } from '../settings/settings.ts'
import type { CommandContext } from './context.ts'

const usage =
  'Usage: sitbone broker user list, sitbone broker user add <name> --role read|home|tool, or sitbone broker user remove <name>.'

/** @throws SettingsError, BrokerUsersUnusable */
export async function runBrokerCommand({ values, options }: CommandContext): Promise<number> {
  const [what, action, name] = Array.isArray(options.arguments) ? options.arguments.map(String) : []
  if (what !== 'user' || (action !== 'list' && name === undefined)) throw new SettingsError(usage)
  ensureFolder(values.data)
  switch (action) {
    case 'list':
      return list(values.data)
    case 'add':
      return add(values.data, String(name), options.role)
    case 'remove':
      return remove(values.data, String(name))
    default:
      throw new SettingsError(usage)
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`)

function list(data: string): number {
  const users = listUsers(data)
  for (const { name, role } of users) say(`${name}  ${role}`)
  if (users.length === 0) say('No users yet: only Sitbone itself can connect to the broker.')
  return 0
}

function add(data: string, name: string, given: unknown): number {
  const role = givenRoles.find((each) => each === given)
  if (role === undefined)
    throw new SettingsError(`--role: say what ${name} may do: ${givenRoles.join(', ')}. ${usage}`)
  openBrokerUsers(data)
  const password = addUser(data, { name, role })
  process.stderr.write(
    `The user ${name} can now connect to the embedded broker of ${data}. The password is shown only this once:\n`,
  )
  say(password)
  return 0
}

function remove(data: string, name: string): number {
  if (!removeUser(data, name)) throw new SettingsError(`There is no user ${name}. ${usage}`)
  say(`The user ${name} was removed. Its open connections end when Sitbone restarts, or sooner.`)
  return 0
}
