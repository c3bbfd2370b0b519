import { describe, expect, it } from 'vitest'
import type { CushionEvent } from '../core/model/schemas/events.ts'
import { eventKey, placeEvents, slotOf, slotsPerMs } from './event-slot.ts'

const event = (more: Partial<CushionEvent>): CushionEvent => ({
  v: 1,
  at: '2026-03-02T09:00:00.000Z',
  kind: 'tare',
  ...more,
})

/** Two keys that share a slot, found by trying. */
function twins(): [CushionEvent, CushionEvent] {
  const seen = new Map<number, CushionEvent>()
  for (let i = 0; ; i++) {
    const one = event({ kind: 'alert-raised', alertId: `alert-${i}` })
    const slot = slotOf(eventKey(one))
    const other = seen.get(slot)
    if (other !== undefined) return [other, one]
    seen.set(slot, one)
  }
}

describe('the slot of an event within its millisecond', () => {
  it('is the same whenever the same event comes', () => {
    const one = event({ kind: 'weight-shift', side: 'left' })
    expect(placeEvents([one])).toEqual(placeEvents([one, one]))
    expect(placeEvents([one])[0]?.slot).toBe(slotOf('weight-shift||||left'))
  })

  it('differs by kind, alert, cell and side', () => {
    const events = [
      event({ kind: 'weight-shift', side: 'left' }),
      event({ kind: 'weight-shift', side: 'right' }),
      event({ kind: 'cell-fault', cell: 1 }),
      event({ kind: 'cell-fault', cell: 2 }),
      event({ kind: 'alert-raised', alertId: 'a' }),
      event({ kind: 'alert-cleared', alertId: 'a' }),
    ]
    const slots = placeEvents(events).map(({ slot }) => slot)
    expect(new Set(slots).size).toBe(events.length)
    expect(slots.every((slot) => slot >= 0 && slot < slotsPerMs)).toBe(true)
  })

  it('is the next one for the second of two keys that meet, in whatever order they come', () => {
    const [a, b] = twins()
    const there = placeEvents([a, b])
    expect(there).toEqual(placeEvents([b, a]))
    expect(new Set(there.map(({ slot }) => slot)).size).toBe(2)
    // A millisecond later there is nothing to meet.
    const later = placeEvents([a, { ...b, at: '2026-03-02T09:00:00.001Z' }])
    expect(new Set(later.map(({ slot }) => slot)).size).toBe(1)
  })
})
