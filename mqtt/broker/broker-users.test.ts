import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addUser, listUsers, openBrokerUsers, readPartPassword, removeUser } from './broker-users.ts'
import { partRoles } from './rights.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'sitbone-users-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const quiet = () => {}
const mode = (file: string) => statSync(join(data, 'broker', file)).mode & 0o777

it('each part of Sitbone gets a password of its own, readable for its owner alone, and keeps it', () => {
  const users = openBrokerUsers(data, quiet)
  expect(new Set(partRoles.map((role) => users.passwordOf(role))).size).toBe(partRoles.length)
  for (const role of partRoles) {
    expect(users.roleOf(role, users.passwordOf(role))).toBe(role)
    expect(readPartPassword(data, role)).toBe(users.passwordOf(role))
  }
  expect(statSync(join(data, 'broker')).mode & 0o777).toBe(0o700)
  chmodSync(join(data, 'broker', 'gateway.password'), 0o644)
  const again = openBrokerUsers(data, quiet)
  expect(again.passwordOf('gateway')).toBe(users.passwordOf('gateway'))
  for (const file of readdirSync(join(data, 'broker'))) expect(mode(file)).toBe(0o600)
})

it('the password of another user, an empty one and an unknown name are refused', () => {
  const users = openBrokerUsers(data, quiet)
  expect(users.roleOf('gateway', users.passwordOf('read'))).toBe('wrong password')
  expect(users.roleOf('gateway', '')).toBe('wrong password')
  expect(users.roleOf('nobody', 'x')).toBe('unknown name')
  expect(users.roleOf('__proto__', 'x')).toBe('unknown name')
})

it('a user that is added enters at once, with a password that is kept nowhere, and not once it is removed', () => {
  const users = openBrokerUsers(data, quiet)
  const password = addUser(data, { name: 'kitchen', role: 'home' }, quiet)
  expect(users.roleOf('kitchen', password)).toBe('home')
  expect(users.roleOf('kitchen', 'other')).toBe('wrong password')
  expect(mode('users.json')).toBe(0o600)
  expect(readFileSync(join(data, 'broker', 'users.json'), 'utf8')).not.toContain(password)
  expect(listUsers(data, quiet)).toEqual([{ name: 'kitchen', role: 'home' }])
  expect(removeUser(data, 'kitchen', quiet)).toBe(true)
  expect(removeUser(data, 'kitchen', quiet)).toBe(false)
  expect(users.roleOf('kitchen', password)).toBe('unknown name')
})

it.each([
  ['gateway', /used by Sitbone itself/],
  ['a b', /cannot be a user name/],
  ['', /cannot be a user name/],
  ['there', /already/],
])('a user cannot be named "%s"', (name, why) => {
  addUser(data, { name: 'there', role: 'read' }, quiet)
  expect(() => addUser(data, { name, role: 'read' }, quiet)).toThrow(why)
})

it('a corrupt list of users is set aside; nobody in it enters, and users can be added again', () => {
  const said: string[] = []
  const users = openBrokerUsers(data, (sentence) => said.push(sentence))
  writeFileSync(join(data, 'broker', 'users.json'), '{"v":1,"users":[{"name":"x","role":"gateway"}]}')
  expect(users.roleOf('x', 'y')).toBe('unknown name')
  expect(said).toEqual([expect.stringMatching(/users\.json was corrupt .*corrupt-.*added again/)])
  const password = addUser(data, { name: 'x', role: 'read' }, quiet)
  expect(users.roleOf('x', password)).toBe('read')
})

it('a list of users of a newer Sitbone is refused and left as it is', () => {
  const file = join(data, 'broker', 'users.json')
  openBrokerUsers(data, quiet)
  writeFileSync(file, '{"v":2,"writer":"9.1.0","people":[]}')
  expect(() => openBrokerUsers(data, quiet)).toThrow(/newer Sitbone \(9\.1\.0, format 2.*Nothing was changed/)
  expect(() => addUser(data, { name: 'x', role: 'read' }, quiet)).toThrow(/newer Sitbone/)
  expect(readFileSync(file, 'utf8')).toBe('{"v":2,"writer":"9.1.0","people":[]}')
})

it.each(['', '\0\u0001 not a password', 'a folder'])('a corrupt password (%j) is made again', (content) => {
  openBrokerUsers(data, quiet)
  const file = join(data, 'broker', 'gateway.password')
  rmSync(file)
  if (content === 'a folder') mkdirSync(file)
  else writeFileSync(file, content)
  const users = openBrokerUsers(data, quiet)
  expect(users.passwordOf('gateway')).toMatch(/^[\w-]{32}$/)
  expect(readPartPassword(data, 'gateway')).toBe(users.passwordOf('gateway'))
})
