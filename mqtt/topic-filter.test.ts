import { expect, test } from 'vitest'
import { topicMatches } from './topic-filter.ts'

test.each([
  ['a/b', 'a/b', true],
  ['a/+', 'a/b', true],
  ['a/+', 'a/b/c', false],
  ['a/#', 'a/b/c', true],
  ['a/#', 'a', true],
  ['#', 'a/b', true],
  ['#', '$SYS/x', false],
  ['+/x', '$SYS/x', false],
  ['a/+/c', 'a//c', true],
  ['a/b', 'a/b/c', false],
  ['a/b/c', 'a/b', false],
  ['a/#', 'a/+/c', true],
  ['a/#', 'a/#', true],
  ['a/+', 'a/+', true],
  ['a/+', 'a/#', false],
  ['a/b', 'a/+', false],
  ['+', '#', false],
])('%s against %s is %s', (filter, topic, matches) => {
  expect(topicMatches(filter, topic)).toBe(matches)
})
