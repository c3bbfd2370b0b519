/** Polls until something is true. Tests wait for the thing itself, never for a guessed time. */
import { setTimeout as pause } from 'node:timers/promises'

export interface WaitOptions {
  /** Gives up after this long (ms). */
  readonly timeoutMs?: number
  /** Between two looks (ms). */
  readonly everyMs?: number
  /** Said when it gives up; a function is called then, so that it can tell what was seen last. */
  readonly what?: string | (() => string)
}

/**
 * Resolves with the first truthy answer of `look`. An exception of `look` counts as "not yet" and is told as the
 * cause when the time is up.
 */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const { timeoutMs = 10_000, everyMs = 20, what = 'the condition' } = options
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
