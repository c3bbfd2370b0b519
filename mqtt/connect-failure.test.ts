import { expect, it } from 'vitest'
import {
  describeConnectFailure,
  describeEnd,
  isOtherProtocol,
  isTakenOver,
  lacking,
  otherProtocol,
} from './connect-failure.ts'

it.each([4, 5, 134, 135])('a refused login (code %i) names user name and password', (code) => {
  const words = describeConnectFailure('at mqtt://broker:1883', { code })
  expect(words).toMatch(/--broker-user.*SITBONE_BROKER_PASSWORD_FILE.*--data/)
})

it.each([
  [142, /another program uses the same client id.*--data/],
  [149, /max_packet_size/],
  [154, /retain_available/],
  [155, /max_qos/],
])('the reason %i of version 5 is said in words, with what to change', (code, words) => {
  expect(describeConnectFailure('at mqtt://broker:1883', { code })).toMatch(words)
  expect(describeEnd('at mqtt://broker:1883', { error: { code }, dropped: 1 })).toMatch(words)
})

it.each([undefined, { code: 'ECONNRESET' }, { code: 'EPIPE' }, new Error('Invalid header flag bits')])(
  'a connection that fails before any answer (%j) may speak the other protocol',
  (error) => {
    expect(isOtherProtocol(error)).toBe(true)
    expect(otherProtocol('at mqtt://broker:8883')).toMatch(/uses TLS on this port: use mqtts:/)
    expect(otherProtocol('at mqtts://broker:1883')).toMatch(/does not use TLS on this port: use mqtt:/)
  },
)

it.each([{ code: 135 }, { code: 'ECONNREFUSED' }, { code: 'CERT_HAS_EXPIRED' }])(
  'a failure with a clear reason (%j) is not about the protocol',
  (error) => expect(isOtherProtocol(error)).toBe(false),
)

it('a broker that ends one connection after the other is said to do so', () => {
  const said = (dropped: number) => describeEnd('at mqtt://broker:1883', { error: undefined, dropped })
  expect(said(1)).toMatch(/ended; connecting again/)
  expect(said(3)).toMatch(/closes it soon after.*same role and data folder/)
})

it('limits that a broker announces are used', () => {
  expect(lacking({ retainAvailable: false })).toEqual({ code: 154 })
  expect(lacking({ maximumQoS: 0 })).toEqual({ code: 155 })
  expect(lacking({ maximumQoS: 1, retainAvailable: true })).toBeUndefined()
  expect(lacking(undefined)).toBeUndefined()
})

it('only one reason means that another has taken the place', () => {
  expect(isTakenOver({ code: 142 })).toBe(true)
  expect(isTakenOver({ code: 135 })).toBe(false)
  expect(isTakenOver(undefined)).toBe(false)
})
