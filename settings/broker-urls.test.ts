import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeSettings } from './describe-settings.ts'
import { resolveSettings } from './settings.ts'

const given = (broker: string) => resolveSettings({ flags: { broker }, environment: {} })

test('one broker or several, separated by commas, or as a list in the settings file', () => {
  expect(given('mqtt://a:1883').values.broker).toEqual(['mqtt://a:1883'])
  const both = ['mqtt://u:p%2Cq@a:1883', 'mqtts://[::1]:8883']
  expect(given(both.join(', ')).values.broker).toEqual(both)
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-brokers-'))
  const config = join(folder, 'sitbone.yaml')
  writeFileSync(config, `broker:\n${both.map((url) => `  - ${url}\n`).join('')}`)
  expect(resolveSettings({ flags: {}, environment: {}, config }).values.broker).toEqual(both)
  rmSync(folder, { recursive: true })
})

test.each([
  ['a:1883', /--broker: "a:1883" cannot be used: expected mqtt:\/\/host:port or mqtts:/],
  ['mqtt://a:1883,http://b', /broker 2 of 2, "http:\/\/b": expected mqtt:\/\/host:port/],
  ['mqtt://a:1883,mqtt://b:99999,mqtt://c', /broker 2 of 3, "mqtt:\/\/b:99999": expected .* 65535/],
  ['mqtt://a,,mqtt://b', /broker 2 of 3, "": there is nothing between the commas/],
  ['mqtt://a,mqtt://b/base', /broker 2 of 2, "mqtt:\/\/b\/base": write nothing after the port/],
  ['mqtt://u:100%@a', /write % as %25/],
])('%s: a broker that cannot be used is named with its place', (text, words) => {
  expect(() => given(text)).toThrow(words)
})

test('no password is shown, whatever is wrong beside it', () => {
  const all = 'mqtt://u:hunter2@a:1883,mqtt://v:swordfish@b:1883'
  const shown = describeSettings(given(all)).find((line) => line.startsWith('broker ='))
  expect(shown).toBe('broker = mqtt://u:***@a:1883,mqtt://v:***@b:1883 (flag)')
  for (const wrong of [`${all},ftp://w:sesame@c`, `${all},mqtt://w:ses,ame@c`, 'mqtt://w:ses,ame@c:1883']) {
    let said = ''
    try {
      given(wrong)
    } catch (error) {
      said = String(error)
    }
    expect(said).toMatch(/--broker/)
    expect(said).not.toMatch(/hunter2|swordfish|ses|ame@/)
  }
})
