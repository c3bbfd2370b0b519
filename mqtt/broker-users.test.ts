import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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

const mode = (file: string) => statSync(join(data, 'broker', file)).mode & 0o777

it('each part of Sitbone gets a password of its own, readable for its owner alone, and keeps it', () => {
  const users = openBrokerUsers(data)
  expect(new Set(partRoles.map((role) => users.passwordOf(role))).size).toBe(partRoles.length)
  for (const role of partRoles) {
    expect(users.roleOf(role, users.passwordOf(role))).toBe(role)
    expect(readPartPassword(data, role)).toBe(users.passwordOf(role))
  }
  expect(statSync(join(data, 'broker')).mode & 0o777).toBe(0o700)
  chmodSync(join(data, 'broker', 'gateway.password'), 0o644)
  const again = openBrokerUsers(data)
  expect(again.passwordOf('gateway')).toBe(users.passwordOf('gateway'))
  for (const file of readdirSync(join(data, 'broker'))) expect(mode(file)).toBe(0o600)
})

it('a password of another, an empty one and an unknown name are told apart', () => {
  const users = openBrokerUsers(data)
  expect(users.roleOf('gateway', users.passwordOf('read'))).toBe('wrong password')
  expect(users.roleOf('gateway', '')).toBe('wrong password')
  expect(users.roleOf('nobody', 'x')).toBe('unknown name')
  expect(users.roleOf('__proto__', 'x')).toBe('unknown name')
})

it('a user that is added enters at once, with a password that is kept nowhere, and not once it is removed', () => {
  const users = openBrokerUsers(data)
  const password = addUser(data, { name: 'kitchen', role: 'home' })
  expect(users.roleOf('kitchen', password)).toBe('home')
  expect(users.roleOf('kitchen', 'other')).toBe('wrong password')
  expect(mode('users.json')).toBe(0o600)
  expect(readFileSync(join(data, 'broker', 'users.json'), 'utf8')).not.toContain(password)
  expect(listUsers(data)).toEqual([{ name: 'kitchen', role: 'home' }])
  expect(removeUser(data, 'kitchen')).toBe(true)
  expect(removeUser(data, 'kitchen')).toBe(false)
  expect(users.roleOf('kitchen', password)).toBe('unknown name')
})

it.each([
  ['gateway', /used by Sitbone itself/],
  ['a b', /cannot be a user name/],
  ['', /cannot be a user name/],
  ['there', /already/],
])('a user cannot be named "%s"', (name, why) => {
  addUser(data, { name: 'there', role: 'read' })
  expect(() => addUser(data, { name, role: 'read' })).toThrow(why)
})

it('a file of users that does not fit lets nobody in, and says so', () => {
  const users = openBrokerUsers(data)
  writeFileSync(join(data, 'broker', 'users.json'), '{"v":1,"users":[{"name":"x","role":"gateway"}]}')
  expect(() => users.roleOf('x', 'y')).toThrow(/users\.json cannot be used.*move it away/)
})
