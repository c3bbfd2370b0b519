/** A server closes its door while the accounts cannot be read, and opens it again when they can. */
import { expect, it } from 'vitest'
import { silentLog } from '../../../platform/log.ts'
import { People } from './people.ts'

it('lets everybody in again after the database was away, where nobody has an account', async () => {
  let away = false
  const people = new People({
    address: { kind: 'postgres', url: 'postgres://sitbone@database/accounts' },
    log: silentLog,
    open: () => (away ? Promise.reject(new Error('away')) : Promise.resolve(null)),
    begin: () => Promise.resolve('late'),
  })
  const modes: string[] = []
  people.changes.on('change', () => modes.push(people.mode))
  await people.look()
  away = true
  await people.look()
  away = false
  await people.look()
  await people.look()
  expect(modes).toEqual(['closed', 'one-person'])
})
