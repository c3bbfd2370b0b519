import { expect, test } from 'vitest'
import { mergedFaults } from './merged-faults.ts'

const refused = (topic: string) =>
  `The broker does not let me publish to seat/base/${topic} (not authorised). Give the user the right to write this topic on the broker; "sitbone doctor" tries every topic that Sitbone uses.`

test('one sentence for all topics that are refused alike, which are listed once each', () => {
  expect(mergedFaults([refused('a/live'), refused('a/record')], 'seat/base')).toEqual([
    'The broker does not let me publish to the topics below (not authorised). Give the user the right to write these topics on the broker.\n  seat/base/a/live\n  seat/base/a/record',
  ])
})

test('a single topic stays in its sentence, and another reason or no topic is another sentence', () => {
  const unheard = 'The gateway does not hear seat/base/a/info: give the user the right to read it.'
  const limit = 'The broker accepts messages up to 1000 bytes.'
  expect(mergedFaults([refused('a/live'), unheard, limit], 'seat/base')).toEqual([
    'The broker does not let me publish to seat/base/a/live (not authorised). Give the user the right to write this topic on the broker.',
    unheard,
    limit,
  ])
})
