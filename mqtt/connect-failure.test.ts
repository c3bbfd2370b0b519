import { expect, it } from 'vitest'
import { describeConnectFailure } from './connect-failure.ts'

it.each([4, 5, 134, 135])('a refused login (code %i) names user name and password', (code) => {
  const words = describeConnectFailure('at mqtt://broker:1883', { code })
  expect(words).toMatch(/--broker-user.*SITBONE_BROKER_PASSWORD_FILE/)
})
