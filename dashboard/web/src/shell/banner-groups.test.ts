import { describe, expect, it } from 'vitest'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import { bannerGroups } from './banner-groups.ts'

const nowMs = Date.parse('2026-03-11T10:00:00.000Z')
const alert = (id: string, more: Partial<OpenAlert>): OpenAlert => ({
  id,
  kind: 'load',
  side: null,
  level: 'exceeded',
  since: '2026-03-11T09:50:00.000Z',
  acknowledged: false,
  snoozedUntil: null,
  ...more,
})

describe('banners', () => {
  it('put both sides of one limit together, with the earlier time', () => {
    const groups = bannerGroups(
      {
        alerts: [
          alert('l', { side: 'left' }),
          alert('r', { side: 'right', since: '2026-03-11T09:45:00.000Z' }),
        ],
      },
      nowMs,
    )
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({
      alertIds: ['l', 'r'],
      sinceMs: Date.parse('2026-03-11T09:45:00.000Z'),
      words: { title: 'Both sides: you have reached your load limit. Time to stand.' },
    })
  })
  it('what is reached stands before what is near, and other kinds stay apart', () => {
    const groups = bannerGroups(
      {
        alerts: [
          alert('b', { kind: 'bout', level: 'warning' }),
          alert('e', { kind: 'data-stopped' }),
          alert('l', { side: 'left' }),
        ],
      },
      nowMs,
    )
    expect(groups.map((group) => group.kind)).toEqual(['load', 'data-stopped', 'bout'])
  })
  it('acknowledged and snoozed alerts are away until the snooze ends', () => {
    const alerts = [
      alert('a', { acknowledged: true }),
      alert('s', { kind: 'day', snoozedUntil: '2026-03-11T10:05:00.000Z' }),
    ]
    expect(bannerGroups({ alerts }, nowMs)).toEqual([])
    expect(bannerGroups({ alerts }, nowMs + 600_000).map((group) => group.kind)).toEqual(['day'])
  })
})
