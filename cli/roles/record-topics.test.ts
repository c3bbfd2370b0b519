import { expect, test } from 'vitest'
import { asPublished } from '../../contract/topics.ts'
import { resolveSettings } from '../../settings/settings.ts'
import { recordTopicsOf } from './record-topics.ts'

const given = (topics: string, base = 'home/sitbone') =>
  recordTopicsOf(resolveSettings({ flags: { 'record-topics': topics, base }, environment: {} }).values)
const all = 'home/sitbone/cushion/+/record'
const parts = [0, 1].map((part) => `home/sitbone/part/${part}/cushion/+/record`)

test('all records, shared by the broker or not, or parts of them', () => {
  expect(recordTopicsOf(resolveSettings({ flags: {}, environment: {} }).values)).toBeUndefined()
  for (const one of [all, `$share/recorders/${all}`, ...parts]) expect(given(one)).toEqual([one])
  expect(given(parts.join(', '))).toEqual(parts)
  expect(given('by-cushion')).toBe('by-cushion')
})

test.each([
  [
    'sitbone/cushion/+/record',
    /"sitbone\/cushion\/\+\/record" \(1 of 1\) is not a topic at which batches arrive/,
  ],
  [`${all},home/sitbone/cushion/+/recorded`, /\(2 of 2\) is not a topic/],
  // What a shell makes of $share without quotes.
  [`/recorders/${all}`, /in a shell, in single quotes/],
  [`${parts[0]},${parts[0]}`, /\(2 of 2\) is listed twice/],
  [`${parts[0]},by-cushion`, /"by-cushion" \(2 of 2\) is not a topic/],
  ['#', /is not a topic/],
])('%s is refused', (topics, words) => {
  expect(() => given(topics)).toThrow(words)
})

test('a record that the broker moved to a part is known as the one that was published; nothing else changes', () => {
  expect(asPublished('home/part/x', 'home/part/x/part/3/cushion/desk-1/record')).toBe(
    'home/part/x/cushion/desk-1/record',
  )
  for (const other of [
    'home/part/x/cushion/desk-1/record',
    'home/part/x/part/3/cushion/desk-1/state',
    'elsewhere',
  ])
    expect(asPublished('home/part/x', other)).toBe(other)
})
