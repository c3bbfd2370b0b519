import { expect, it } from 'vitest'
import type { CushionEvent } from '../model/schemas/events.ts'
import { countedAlert, isBreak, perSeatedHour } from './day-rules.ts'

it('time between bouts is a break from half of it seen empty on; what nobody saw is not', () => {
  expect(isBreak({ pauseS: 600, emptyS: 300 })).toBe(true)
  expect(isBreak({ pauseS: 600, emptyS: 299 })).toBe(false)
  expect(isBreak({ pauseS: 0, emptyS: 0 })).toBe(false)
})

it('rates need a quarter of an hour of sitting', () => {
  expect(perSeatedHour(2, 600)).toBeNull()
  expect(perSeatedHour(2, 3600)).toBe(2)
})

it('an alert counts once, under its id; equipment and other events do not', () => {
  const event = (more: Partial<CushionEvent>): CushionEvent => ({
    v: 1,
    at: '2026-03-02T09:00:00.000Z',
    kind: 'alert-raised',
    alertKind: 'load',
    ...more,
  })
  expect(countedAlert(event({ alertId: 'load-left-1', level: 'warning' }))).toBe('load-left-1')
  expect(countedAlert(event({ alertId: 'load-left-1', level: 'exceeded' }))).toBe('load-left-1')
  expect(countedAlert(event({ side: 'left' }))).not.toBe(countedAlert(event({ side: 'right' })))
  expect(countedAlert(event({ alertKind: 'data-stopped' }))).toBeNull()
  expect(countedAlert(event({ kind: 'alert-cleared' }))).toBeNull()
})
