import { describe, expect, it } from 'vitest'
import type { OpenAlert } from '../../../../core/model/schemas/open-alert.ts'
import type { CushionState } from '../../../../core/model/schemas/state.ts'
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
type Told = Pick<CushionState, 'alerts' | 'occupancy' | 'quietUntil'>
const groups = (alerts: OpenAlert[], more: Partial<Told> = {}, atMs = nowMs) =>
  bannerGroups({ alerts, occupancy: 'occupied', quietUntil: null, ...more }, atMs)

describe('banners', () => {
  it('both sides of one limit are named together, with the earlier time', () => {
    const shown = groups([
      alert('l', { side: 'left' }),
      alert('r', { side: 'right', since: '2026-03-11T09:45:00.000Z' }),
    ])
    expect(shown).toHaveLength(1)
    expect(shown[0]).toMatchObject({
      alertIds: ['l', 'r'],
      sinceMs: Date.parse('2026-03-11T09:45:00.000Z'),
      words: { title: 'Both sides: you have reached your limit for load now. Time to stand.' },
    })
  })
  it('all limits are one headline; equipment is a banner of its own', () => {
    const shown = groups([
      alert('d', { kind: 'day', level: 'warning' }),
      alert('e', { kind: 'data-stopped' }),
      alert('b', { kind: 'bout' }),
      alert('l', { side: 'left' }),
      alert('c', { kind: 'cell-fault', cells: [3] }),
    ])
    expect(shown.map(({ group, level }) => [group, level])).toEqual([
      ['limit', 'exceeded'],
      ['equipment', 'exceeded'],
    ])
    expect(shown[0]?.words.title).toBe(
      'You have reached your limits for sitting in one go and load now (left). Time to stand.',
    )
    expect(shown[0]?.words.text).toContain('also close to: sitting today')
    expect(shown[0]?.kinds).toEqual(['day', 'bout', 'load'])
    expect(shown[1]?.words.title).toBe(
      'No data from the cushion. Cell 3 looks wrong and is left out for now.',
    )
  })
  it('acknowledged and snoozed alerts are away until the snooze ends', () => {
    const alerts = [
      alert('a', { acknowledged: true }),
      alert('s', { kind: 'day', snoozedUntil: '2026-03-11T10:05:00.000Z' }),
    ]
    expect(groups(alerts)).toEqual([])
    expect(groups(alerts, {}, nowMs + 600_000).map(({ alertIds }) => alertIds)).toEqual([['s']])
  })
  it.each(['empty', 'unknown'] as const)('nobody is told to stand while the seat is %s', (occupancy) => {
    const alerts = [alert('l', { side: 'left' }), alert('e', { kind: 'data-stopped' })]
    expect(groups(alerts, { occupancy }).map(({ group }) => group)).toEqual(['equipment'])
  })
  it('a meeting hides limits until it ends', () => {
    const quietUntil = '2026-03-11T10:30:00.000Z'
    expect(groups([alert('b', { kind: 'bout' })], { quietUntil })).toEqual([])
    expect(groups([alert('b', { kind: 'bout' })], { quietUntil }, nowMs + 1_800_000)).toHaveLength(1)
  })
})
