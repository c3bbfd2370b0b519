import { expect, test } from 'vitest'
import { addDays, daysBetween, dayWords, isDay, isWeekend } from './calendar.ts'

test('the calendar goes over months and leap days, both ways', () => {
  expect(['2026-12-31', '2028-02-28', '2026-02-28'].map((day) => addDays(day, 1))).toEqual([
    '2027-01-01',
    '2028-02-29',
    '2026-03-01',
  ])
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
})

test('the weekend is Saturday and Sunday', () => {
  expect(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map(isWeekend)).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('a day that the calendar does not have is none', () => {
  expect(['2028-02-29', '2026-02-29', '2026-13-01', '2026-3-1', 'today'].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test('days have the same names on every machine', () => {
  expect(dayWords('2026-11-21')).toBe('Saturday 21 November')
})
