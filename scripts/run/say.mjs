/** The repository's path, progress output, and the error that ends a run with a sentence instead of a stack. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repo = fileURLToPath(new URL('../../', import.meta.url))

export const inRepo = (...parts) => join(repo, '.', ...parts).replace(/[\\/]$/, '')

/** Set-up logs to standard error: standard output belongs to the program (`sitbone export`). */
export const say = (sentence) => console.error(sentence)

/** Something a person must fix; the message says what and how. */
export class Stop extends Error {
  name = 'Stop'
}

/** Headline of a check or a group of tests. */
export function headline(name) {
  console.log(`\n=== ${name}`)
}
