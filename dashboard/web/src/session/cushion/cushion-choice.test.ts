import { expect, it } from 'vitest'
import type { CushionSummary } from '../../../../../contract/cushions.ts'
import { openingCushion } from './cushion-choice.ts'

const cushion = (id: string, availability: 'online' | 'offline', lastAt: string | null): CushionSummary => ({
  id,
  simulated: false,
  availability,
  lastAt,
})
const typo = cushion('desk1-typo', 'offline', null)
const old = cushion('a-desk', 'offline', '2026-03-01T08:00:00.000Z')
const recent = cushion('b-desk', 'offline', '2026-03-02T08:00:00.000Z')
const here = cushion('seat-9', 'online', '2026-03-01T07:00:00.000Z')
const open = (
  list: readonly CushionSummary[],
  chosen: string | null = null,
  hidden: readonly string[] = [],
) => openingCushion(list, { chosen, hidden })

it('without a choice, the cushion that is online comes first, then the one heard last', () => {
  expect(open([old, recent, typo, here])).toBe('seat-9')
  expect(open([old, recent, typo])).toBe('b-desk')
  expect(open([typo])).toBe('desk1-typo')
  expect(open([])).toBeNull()
})

it('the one that a person chose goes first, as long as it exists', () => {
  expect(open([old, here], 'a-desk')).toBe('a-desk')
  expect(open([old, here], 'gone')).toBe('seat-9')
})

it('a hidden one is shown only when there is no other', () => {
  expect(open([recent, here], null, ['seat-9'])).toBe('b-desk')
  expect(open([here], null, ['seat-9'])).toBe('seat-9')
})
