import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { topics } from '../../contract/topics.ts'
import { filtersOf, givenRoles, partRoles, type Role, rightsOf } from './rights.ts'

const topic = topics('sitbone')
const roles = [...new Set<Role>([...partRoles, ...givenRoles])]
const who = (may: (role: Role) => boolean) => roles.filter(may)

it.each([
  [topic.cushion('desk-1', 'tolerance'), ['gateway', 'dashboard', 'tool']],
  [topic.cushion('desk-1', 'record'), ['gateway']],
  [topic.cushion('desk-1', 'recorded'), ['recorder']],
  [topic.cushion('desk-1', 'state'), ['gateway']],
  [topic.gatewayAvailability('gateway-1'), ['gateway']],
  [topic.gatewayProblems('gateway-1'), ['gateway']],
  [topic.recorderAvailability('recorder-1'), ['recorder']],
  [topic.part('0', 'desk-1'), []],
  [topic.command('desk-1', 'quiet'), ['dashboard', 'tool', 'home']],
  [topic.command('desk-1', 'calibrate'), ['dashboard', 'tool']],
  [topic.commandResult('desk-1', 'quiet'), ['gateway']],
  [topic.simulator('desk-1'), ['dashboard', 'tool']],
  ['homeassistant/status', ['home']],
  ['sitbone/gateway/+/availability', []],
  ['elsewhere', []],
  ['$SYS/x', []],
])('%s is written by %j alone', (to, writers) => {
  expect(who((role) => rightsOf(role, 'sitbone').mayWrite(to))).toEqual(writers)
})

it.each([
  [topic.everyCushion('record'), ['gateway', 'recorder', 'tool', 'read']],
  [topic.part('0'), ['gateway', 'recorder', 'tool', 'read']],
  [topic.recorderAvailability('+'), ['recorder', 'tool', 'read']],
  [topic.everyCushion('info'), ['gateway', 'dashboard', 'tool', 'read', 'home']],
  [topic.gatewayProblems('+'), ['gateway', 'dashboard', 'tool', 'read']],
  [topic.everyCushion('live'), ['dashboard', 'tool', 'read']],
  [topic.everyCommand('desk-1'), ['gateway', 'tool', 'read']],
  ['sitbone/cushion/#', ['tool', 'read']],
  ['sitbone/#', ['tool', 'read']],
  ['homeassistant/#', ['home']],
  ['#', []],
])('%s is read by %j alone', (filter, readers) => {
  expect(who((role) => rightsOf(role, 'sitbone').mayRead(filter))).toEqual(readers)
})

it.each([
  [topic.cushion('desk-1', 'info'), ['dashboard']],
  [topic.cushion('desk-1', 'state'), ['dashboard']],
  [topic.cushion('desk-1', 'availability'), ['dashboard']],
  [topic.cushion('desk-1', 'record'), []],
  [topic.gatewayAvailability('gateway-1'), []],
])('%s is emptied by %j beside its writers', (to, roles) => {
  expect(who((role) => rightsOf(role, 'sitbone').mayClear(to))).toEqual(roles)
})

const deployed = ['gateway', 'recorder', 'dashboard'] as const
const sorted = ({ read, write }: { read: readonly string[]; write: readonly string[] }) => ({
  read: read.toSorted(),
  write: write.toSorted(),
})

it('gives the roles of docker-compose.yml the same rights as the access list of its Mosquitto', () => {
  const text = readFileSync(new URL('../../docker/mosquitto/acl', import.meta.url), 'utf8')
  const listed = new Map<string, { read: string[]; write: string[] }>()
  let user = { read: [] as string[], write: [] as string[] }
  for (const line of text.split('\n')) {
    const [word, second = '', filter = ''] = line.split(' ')
    if (word === 'user') {
      user = { read: [], write: [] }
      listed.set(second, user)
    }
    if (word !== 'topic') continue
    if (second.startsWith('read')) user.read.push(filter)
    if (second.endsWith('write')) user.write.push(filter)
  }
  expect([...listed.keys()]).toEqual(deployed)
  for (const role of deployed)
    expect(sorted(listed.get(role) ?? user)).toEqual(sorted(filtersOf(role, 'sitbone')))
})

it('gives them the same rights in the accounts of NATS, where the gateway also writes what it is mapped to', () => {
  const text = readFileSync(new URL('../../docker/nats/accounts.conf', import.meta.url), 'utf8')
  const asFilters = (list = '') =>
    [...list.matchAll(/"([^"]+)"/g)]
      .map(([, subject = '']) => subject.replaceAll('.', '/').replaceAll('*', '+'))
      .filter((filter) => filter !== '$MQTT/sub/>')
  const users = [...text.matchAll(/user: (\w+)[^}]*?publish: \[([^\]]*)\]\s*subscribe: \[([^\]]*)\]/g)]
  expect(users.map(([, user]) => user)).toEqual(deployed)
  for (const [i, role] of deployed.entries()) {
    const [, , write, read] = users[i] ?? []
    const { read: reads, write: writes } = filtersOf(role, 'sitbone')
    const mapped = role === 'gateway' ? [topic.part('+')] : []
    expect(sorted({ read: asFilters(read), write: asFilters(write) })).toEqual(
      sorted({ read: reads, write: [...writes, ...mapped] }),
    )
  }
})
