import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeSettings } from './describe-settings.ts'
import { resolveSettings, SettingsError } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (text: string) => {
  const path = join(folder, 'sitbone.yaml')
  writeFileSync(path, text)
  return path
}

test('flag before environment before file before default, each with its source', () => {
  const config = file('listen: 127.0.0.1:1\ncushion: from-file\nseed: 7\n')
  const { values, sources } = resolveSettings({
    flags: { listen: '127.0.0.1:3' },
    environment: { SITBONE_LISTEN: '127.0.0.1:2', SITBONE_CUSHION: 'from-env' },
    config,
  })
  expect([values.listen, values.cushion, values.seed, values.data]).toEqual([
    '127.0.0.1:3',
    'from-env',
    7,
    './data',
  ])
  expect([sources.listen, sources.cushion, sources.seed, sources.data]).toEqual([
    'flag',
    'environment',
    'file',
    'default',
  ])
})

test('every wrong setting is named with its place', () => {
  const config = file('cushion: ok-1\nspeed: fast\nno-such: 1\n')
  const run = () =>
    resolveSettings({ flags: { zone: 'Mars/Base' }, environment: { SITBONE_LISTEN: 'here' }, config })
  expect(run).toThrow(SettingsError)
  expect(run).toThrow(/sitbone\.yaml line 2: "fast"/)
  expect(run).toThrow(/sitbone\.yaml line 3: there is no setting "no-such"/)
  expect(run).toThrow(/--zone: "Mars\/Base" cannot be used: not an IANA time zone/)
  expect(run).toThrow(/SITBONE_LISTEN: "here" cannot be used: expected host:port/)
})

test('a file that is not YAML is refused with its line; a named file must exist', () => {
  expect(() => resolveSettings({ flags: {}, environment: {}, config: file('a: [1\nb: 2') })).toThrow(
    /line \d/,
  )
  expect(() => resolveSettings({ flags: {}, environment: {}, config: join(folder, 'none.yaml') })).toThrow(
    /cannot be read/,
  )
})

test('secrets come from files and are never shown', () => {
  const secret = join(folder, 'secret')
  writeFileSync(secret, 'open sesame\n')
  const settings = resolveSettings({
    flags: { store: 'influx://me:open-sesame@host:8086/db' },
    environment: { SITBONE_BROKER_PASSWORD_FILE: secret },
  })
  expect(settings.values['broker-password']).toBe('open sesame')
  expect(describeSettings(settings).join('\n')).not.toMatch(/open.sesame/)
})

test('a secret on the command line works with a warning', () => {
  const { values, warnings } = resolveSettings({ flags: { 'broker-password': 'x' }, environment: {} })
  expect(values['broker-password']).toBe('x')
  expect(warnings[0]).toMatch(/SITBONE_BROKER_PASSWORD_FILE/)
})

test('several cushions stand in the file, and one wrong entry is placed', () => {
  const config = file('cushions:\n  - id: a\n    port: /dev/ttyUSB0\n  - id: B!\n    port: x\n')
  expect(() => resolveSettings({ flags: {}, environment: {}, config })).toThrow(/at 1\.id/)
})

test('aliases without end and values without end are refused in few words', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...[...'bcdefgh'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join()}]`),
  ].join('\n')
  const run = (text: string) => () => resolveSettings({ flags: {}, environment: {}, config: file(text) })
  expect(run(bomb)).toThrow(SettingsError)
  for (const text of [
    `port: [${'1,'.repeat(50_000)}]`,
    Array.from({ length: 5000 }, (_, i) => `k${i}: 1`).join('\n'),
  ]) {
    expect(run(text)).toThrow(SettingsError)
    try {
      run(text)()
    } catch (error) {
      expect(String(error).length).toBeLessThan(10_000)
    }
  }
})

const publicAs = (flags: Record<string, string>) => resolveSettings({ flags, environment: {} }).values

test('public names are kept as browsers send them', () => {
  for (const [given, kept] of [
    ['sit.example.org, Other.Example:8443', ['sit.example.org', 'other.example:8443']],
    ['st\u00fctzkissen.example.org', ['xn--sttzkissen-beb.example.org']],
    ['sit.example.org.', ['sit.example.org']],
    ['[::1]:8080', ['[::1]:8080']],
    ['nas', ['nas']],
    [' , ', []],
  ] as const)
    expect(publicAs({ 'public-host': given })['public-host'], given).toEqual(kept)
})

test.each([
  ['https://sit.example.org', /without https:\/\/, as sit\.example\.org/],
  ['https://sit.example.org:8443/', /without https:\/\/, as sit\.example\.org:8443/],
  ['sit.example.org/sitbone/', /only the name, sit\.example\.org, .*--public-path \/sitbone\./],
  ['sit.example.org/', /without a slash/],
  ['me@sit.example.org', /without a user/],
  ['*.example.org', /list each name/],
  ['sit.example.org:99999', /port must be/],
  ['sit.example.org:', /port must be/],
  ['sit example', /not a name/],
  ['a.example, b..example', /"b\.\.example": this is not a name/],
])('a public name that would never match is refused: %s', (given, why) => {
  expect(() => publicAs({ 'public-host': given })).toThrow(why)
})

test('the public folder, however it is written', () => {
  for (const given of ['/sitbone', 'sitbone', '/sitbone/', ' sitbone/ '])
    expect(publicAs({ 'public-path': given })['public-path']).toBe('/sitbone')
  expect(publicAs({})['public-path']).toBeNull()
  expect(publicAs({ 'public-path': '/' })['public-path']).toBe('')
  for (const given of ['https://nas/sitbone', '/a b', '/../x', '/a?b', '"><script>'])
    expect(() => publicAs({ 'public-path': given }), given).toThrow(/--public-path/)
})
