import { describe, expect, it } from 'vitest'
import { startingTolerance } from '../model/tolerance-fields.ts'
import { type Decided, limitHistory } from './limit-history.ts'

const decidedAtMs = Date.parse('2026-03-09T08:00:00.000Z')
const stepUp: Decided = {
  kind: 'step-up',
  decision: 'accepted',
  decidedAtMs,
  decidedBy: 'anna',
  undoneAtMs: null,
  changes: [{ limit: 'boutMin', from: 45, to: 49.5 }],
  reasons: ['All mornings were green.'],
}
const stepped = { ...startingTolerance, boutMin: 49.5 }

describe('the history of the limits', () => {
  it('tells an accepted step once, with who and why, also when the cushion follows later', () => {
    const told = [{ at: '2026-03-09T19:00:00.000Z', before: startingTolerance, after: stepped }]
    expect(limitHistory([stepUp], told)).toEqual([
      {
        atMs: decidedAtMs,
        kind: 'step-up',
        decision: 'accepted',
        undone: false,
        by: 'anna',
        changes: stepUp.changes,
        reasons: stepUp.reasons,
      },
    ])
  })
  it('tells a change by hand with its figures, in order of time', () => {
    const byHand = { ...startingTolerance, dayMin: null, left: { loadKpaMin: 400, pressureKpa: 20 } }
    const told = [{ at: '2026-03-01T08:00:00.000Z', before: startingTolerance, after: byHand }]
    expect(limitHistory([{ ...stepUp, decision: 'declined' }], told)).toMatchObject([
      {
        kind: 'set',
        decision: null,
        by: null,
        changes: [
          { limit: 'dayMin', from: 360, to: null },
          { limit: 'left.loadKpaMin', from: 500, to: 400 },
        ],
      },
      { kind: 'step-up', decision: 'declined' },
    ])
  })
  it('does not take an earlier change for the step, nor a change of no limit for one', () => {
    const told = [
      { at: '2026-03-09T07:00:00.000Z', before: startingTolerance, after: stepped },
      { at: '2026-03-09T07:30:00.000Z', before: stepped, after: { ...stepped, alertAfterMin: 5 } },
    ]
    expect(limitHistory([stepUp], told).map(({ kind }) => kind)).toEqual(['set', 'step-up'])
  })
  it('says that a program broke a lock, and whose limit is in force again; not where a person had time to', () => {
    const locked = { ...startingTolerance, boutMin: 40 }
    const broken = { ...locked, boutMin: 90, dayMin: 300 }
    const back = { ...broken, boutMin: 40 }
    const prescribed = [
      { atMs: Date.parse('2026-03-01T08:00:00.000Z'), day: '2026-03-01', author: 'petra', reason: 'calm' },
    ].map((one) => ({ ...one, tolerance: locked, locked: ['boutMin' as const] }))
    const reasons = (backAt: string) =>
      limitHistory(
        [],
        [
          { at: '2026-03-02T08:00:00.000Z', before: locked, after: broken },
          { at: backAt, before: broken, after: back },
        ],
        prescribed,
      ).map((step) => step.reasons.join())
    expect(reasons('2026-03-02T08:00:01.000Z')).toEqual([
      'A program set this.',
      'The limit that petra locked on Sunday 1 March is in force again.',
    ])
    expect(reasons('2026-03-02T09:00:00.000Z')).toEqual(['', ''])
    const told = [{ at: '2026-03-01T08:00:00.500Z', before: startingTolerance, after: locked }]
    expect(limitHistory([], told, prescribed)).toMatchObject([
      { kind: 'set', by: 'petra', reasons: ['calm'] },
    ])
  })
  it('knows what was set where an event does not say what was before', () => {
    const told = [{ at: '2026-03-01T08:00:00.000Z', before: null, after: startingTolerance }]
    expect(limitHistory([], told)[0]?.changes).toContainEqual({ limit: 'boutMin', from: null, to: 45 })
  })
})
