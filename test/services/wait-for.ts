/** Polls until something is true. Tests wait for the thing itself, never for a guessed time. */
import { setTimeout as pause } from 'node:timers/promises'

export interface WaitOptions {
  /** Gives up after this long (ms). */
  readonly timeoutMs?: number
  /** Polling interval (ms). */
  readonly everyMs?: number
  /** The message when it gives up; a function is called then and can include what was last seen. */
  readonly what?: string | (() => string)
}

/**
 * Resolves with the first truthy result of `look`. An exception counts as "not yet" and becomes the cause on timeout.
 */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const { timeoutMs = 30_000, everyMs = 20, what = 'the condition' } = options
  const deadline = performance.now() + timeoutMs
  let cause: unknown
  for (;;) {
    try {
      const seen = await look()
      if (isTruthy(seen)) return seen
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() >= deadline) {
      const waitedFor = typeof what === 'function' ? what() : what
      throw new Error(`Waited ${timeoutMs} ms in vain for ${waitedFor}.`, { cause })
    }
    await pause(everyMs)
  }
}

function isTruthy<T>(value: T): value is Exclude<T, false | null | undefined | 0 | ''> {
  return Boolean(value)
}
