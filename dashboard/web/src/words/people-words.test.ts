import { expect, it } from 'vitest'
import { type AuditEntryAnswer, auditLines, auditWords, deviceWords, scopeList } from './people-words.ts'

const entry = (over: Partial<AuditEntryAnswer>): AuditEntryAnswer => ({
  at: '2026-11-28T16:02:00.000Z',
  by: 'petra',
  action: 'read',
  person: 'anna',
  cushion: null,
  from: null,
  to: null,
  ...over,
})
const reader = { me: 'anna', day: (atMs: number) => new Date(atMs).toISOString().slice(0, 10) }

it('the sitter reads who looked at which days; the end of a range is not a day of it', () => {
  const range = { from: '2026-11-14T00:00:00.000Z', to: '2026-11-28T00:00:00.000Z', cushion: 'desk-1' }
  expect(auditWords(entry(range), reader)).toBe('petra looked at 2026-11-14 to 2026-11-27 (desk-1)')
  expect(auditWords(entry({ ...range, to: '2026-11-15T00:00:00.000Z' }), reader)).toBe(
    'petra looked at 2026-11-14 (desk-1)',
  )
  expect(auditWords(entry({}), reader)).toBe('petra looked at the current figures')
})

it('one look is one line; a later look, and each wrong password, has its own', () => {
  const at = (minute: number) => `2026-11-28T16:${String(minute).padStart(2, '0')}:00.000Z`
  const looked = [30, 3, 2].map((minute) => entry({ at: at(minute) }))
  const tried = [1, 1].map((minute) => entry({ at: at(minute), by: null, action: 'sign-in-failed' }))
  const lines = auditLines([...looked, ...tried], reader)
  expect(lines.map((line) => line.at)).toEqual([30, 3, 1, 1].map(at))
})

it('what is shared begins with sitting, which every grant has', () => {
  expect(scopeList(['diary', 'prescribe'])).toBe('Sitting, diary, change the limits')
})

it('own deeds are "You", and those of nobody known are not somebody’s', () => {
  expect(auditWords(entry({ by: 'anna', action: 'granted' }), reader)).toBe('You shared data')
  expect(auditWords(entry({ by: null, action: 'sign-in-failed' }), reader)).toBe(
    'Somebody tried to sign in with a wrong password or code as you',
  )
  expect(auditWords(entry({ by: 'ada', action: 'password-reset' }), reader)).toBe(
    'ada set a new password for you',
  )
  expect(auditWords(entry({ by: 'petra', action: 'invitation-accepted' }), reader)).toBe(
    'petra accepted an invitation from you',
  )
})

it('a session is named by browser and system', () => {
  expect(deviceWords('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36')).toBe(
    'Chrome on Linux',
  )
  expect(deviceWords(null)).toBe('A program or an unknown browser')
})
