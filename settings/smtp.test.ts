import { expect, it } from 'vitest'
import { resolveSettings } from './settings.ts'

const smtpOf = (smtp: string) => resolveSettings({ flags: { smtp }, environment: {} }).values.smtp
const wrong = (smtp: string) => {
  try {
    smtpOf(smtp)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : null
  }
}

it('reads host, port, kind of TLS, user and sender', () => {
  expect(smtpOf('smtps://anna%40example.org@mail.example.org')).toEqual({
    ...{ host: 'mail.example.org', port: 465, secure: true },
    ...{ user: 'anna@example.org', from: 'anna@example.org' },
  })
  expect(smtpOf('smtp://robot@mail.example.org:2525?from=sitbone@example.org')).toEqual({
    ...{ host: 'mail.example.org', port: 2525, secure: false, user: 'robot', from: 'sitbone@example.org' },
  })
  expect(smtpOf('smtp://mail.example.org')).toMatchObject({ port: 587, user: null })
  expect(smtpOf('')).toBeNull()
})

it('refuses what cannot be used with what to write, and never shows a password', () => {
  expect(wrong('mail.example.org:25')).toMatch(/--smtp.*smtp:\/\/user@host:587/)
  expect(wrong('https://mail.example.org')).toMatch(/expected smtp/)
  expect(wrong('smtp://127.0.0.1')).toMatch(/no address to send from.*\?from=/)
  expect(wrong('smtps://anna:open-sesame@mail.example.org')).toMatch(/give it as smtp-password/)
  expect(wrong('smtps://anna:open-sesame@mail.example.org')).not.toContain('open-sesame')
})
