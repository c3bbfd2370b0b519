import { expect, it } from 'vitest'
import { aboutThem } from './reader.ts'

it.each([
  ['You reached your limit for load now.', 'They reached their limit for load now.'],
  ['A break gives you time back.', 'A break gives them time back.'],
  ['These limits are yours. Your usual morning', 'These limits are theirs. Their usual morning'],
  ['set by you or with your physio', 'set by them or with their physio'],
  ['Young tendons', 'Young tendons'],
])('%s', (text, expected) => {
  expect(aboutThem(text)).toBe(expected)
})
