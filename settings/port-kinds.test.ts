import { expect, it } from 'vitest'
import { cushionSettings } from './cushion-settings.ts'
import { autoPatterns } from './port-kinds.ts'
import { resolveSettings, SettingsError } from './settings.ts'

it.each([
  ['auto', []],
  ['auto:usb-Arduino*', ['usb-Arduino*']],
  ['auto: usb-Arduino*, /dev/ttyUSB* ,', ['usb-Arduino*', '/dev/ttyUSB*']],
  ['auto:2341:*', ['2341:*']],
  ['/dev/ttyUSB0', null],
  ['tcp://192.0.2.7:7700', null],
])('%s tries %j', (port, patterns) => {
  expect(autoPatterns(port)).toEqual(patterns)
})

it('auto without a name behind the colon is refused with an example', () => {
  expect(() => autoPatterns('auto: ,')).toThrow(SettingsError)
  expect(() => autoPatterns('auto:')).toThrow(/auto:usb-Arduino\*/)
})

it.each([
  [{}, { dtr: null, rts: null }],
  [{ dtr: 'off' }, { dtr: false, rts: null }],
  [
    { dtr: 'on', rts: 'off' },
    { dtr: true, rts: false },
  ],
])('the lines of a port are set by %j', (flags, lines) => {
  const { values } = resolveSettings({ flags, environment: {}, config: '/dev/null' })
  expect(cushionSettings(values)[0]?.lines).toEqual(lines)
})
