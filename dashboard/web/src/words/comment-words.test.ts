import { expect, it } from 'vitest'
import { newCommentsWords } from './comment-words.ts'

const by = (name: string | null) => ({
  ...{ id: 'c', at: '2026-03-27T09:30:00.000Z', madeAt: '2026-03-28T09:30:00.000Z', by: name },
})

it('names everybody once', () => {
  expect(newCommentsWords([by('petra')])).toBe('1 new comment from petra')
  expect(newCommentsWords([by('petra'), by('paul'), by('petra')])).toBe('3 new comments from petra and paul')
  expect(newCommentsWords([by(null)])).toBe('1 new comment')
})
