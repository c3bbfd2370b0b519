/** Where the repository is, how progress is said, and the error that ends a run with a sentence instead of a stack. */
import { fileURLToPath } from 'node:url'

const repo = fileURLToPath(new URL('../../', import.meta.url))

export const inRepo = (...parts) => [repo.replace(/[\\/]$/, ''), ...parts].join('/')

/** Set-up says what it does on standard error: standard output belongs to what is run (`sitbone export`). */
export const say = (sentence) => console.error(sentence)

/** Something a person has to put right; the message says what and how. */
export class Stop extends Error {
  name = 'Stop'
}

/** Above what a check or a group of tests says. */
export function headline(name) {
  console.log(`\n=== ${name}`)
}
