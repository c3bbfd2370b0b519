/** How many comments are new, and whose they are. */
import type { UnreadCommentsAnswer } from '../../../../contract/diary/comments.ts'
import { countWords } from './review-words.ts'

/** `2 new comments from petra and paul`. */
export function newCommentsWords(unread: UnreadCommentsAnswer['comments']): string {
  const names = [...new Set(unread.flatMap(({ by }) => by ?? []))]
  const last = names.pop()
  const from = last === undefined ? '' : ` from ${[names.join(', '), last].filter(Boolean).join(' and ')}`
  return `${countWords(unread.length, 'new comment')}${from}`
}
