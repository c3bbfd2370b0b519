/** `sitbone broker user list|add|remove`: who, besides Sitbone itself, may connect to the embedded broker. */
import { addUser, listUsers, openBrokerUsers, removeUser } from '../mqtt/broker/broker-users.ts'
import { givenRoles } from '../mqtt/broker/rights.ts'
import { ensureFolder } from '../settings/data-folder.ts'
import { SettingsError } from '../settings/settings.ts'
import type { CommandContext } from './context.ts'

const usage =
  'Usage: sitbone broker user list, sitbone broker user add <name> --role read|home|tool, or sitbone broker user remove <name>.'

/** @throws SettingsError, BrokerUsersUnusable */
export async function runBrokerCommand({ values, options, log }: CommandContext): Promise<number> {
  const [what, action, name] = Array.isArray(options.arguments) ? options.arguments.map(String) : []
  if (what !== 'user' || (action !== 'list' && name === undefined)) throw new SettingsError(usage)
  ensureFolder(values.data)
  const place = { data: values.data, warn: (sentence: string) => log.warn({}, sentence) }
  switch (action) {
    case 'list':
      return list(place)
    case 'add':
      return add(place, String(name), options.role)
    case 'remove':
      return remove(place, String(name))
    default:
      throw new SettingsError(usage)
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`)

interface Place {
  readonly data: string
  warn(sentence: string): void
}

function list({ data, warn }: Place): number {
  const users = listUsers(data, warn)
  for (const { name, role } of users) say(`${name}  ${role}`)
  if (users.length === 0) say('No users yet: only Sitbone itself can connect to the broker.')
  return 0
}

function add({ data, warn }: Place, name: string, given: unknown): number {
  const role = givenRoles.find((each) => each === given)
  if (role === undefined)
    throw new SettingsError(`--role: say what ${name} may do: ${givenRoles.join(', ')}. ${usage}`)
  openBrokerUsers(data, warn)
  const password = addUser(data, { name, role }, warn)
  process.stderr.write(
    `The user ${name} can now connect to the embedded broker of ${data}. The password is shown only this once:\n`,
  )
  say(password)
  return 0
}

function remove({ data, warn }: Place, name: string): number {
  if (!removeUser(data, name, warn)) throw new SettingsError(`There is no user ${name}. ${usage}`)
  say(`The user ${name} was removed. Its open connections end when Sitbone restarts, or sooner.`)
  return 0
}
