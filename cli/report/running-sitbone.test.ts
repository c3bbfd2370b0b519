import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../settings/settings.ts'
import { whereItRuns } from './running-sitbone.ts'

const at = (flags: Record<string, string>, given?: string) =>
  whereItRuns(resolveSettings({ flags, environment: {} }).values, given)

describe('where Sitbone runs', () => {
  it.each([
    [{}, 'http://127.0.0.1:8080/'],
    [{ listen: '0.0.0.0:80' }, 'http://localhost/'],
    [{ listen: '[::1]:8080', 'public-path': '/sitbone' }, 'http://[::1]:8080/sitbone/'],
    [{ listen: '192.0.2.7:8443', 'tls-cert': 'a.pem', 'tls-key': 'a.key' }, 'https://192.0.2.7:8443/'],
    [
      { proxy: '192.0.2.1', 'public-host': 'sit.example.org', 'public-path': '/sitbone' },
      'https://sit.example.org/sitbone/',
    ],
  ])('is found by the settings %j', (flags, url) => {
    expect(at(flags).url).toBe(url)
  })
  it('is where the person says, whatever the settings are', () => {
    expect(at({}, 'https://sit.example.org/sitbone').url).toBe('https://sit.example.org/sitbone/')
    expect(() => at({}, 'sit.example.org')).toThrow(/expected the address of the pages/)
  })
  it('gets a token over TLS or on this computer only', () => {
    const token = { 'api-token': 'sbt_1' }
    expect(at(token).token).toBe('sbt_1')
    expect(at(token, 'https://sit.example.org').token).toBe('sbt_1')
    expect(() => at(token, 'http://sit.example.org')).toThrow(/not encrypted.*Nothing was asked/)
    expect(() => at(token, 'http://127.evil.example')).toThrow(/not encrypted/)
  })
})
