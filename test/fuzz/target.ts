/** What a fuzz target is: something that takes junk mixed with good input, and a property that must hold for every case. */
import fc from 'fast-check'

interface Bounds {
  readonly seed: number
  readonly runs: number
  /** Stops after so long, whatever was done by then counts. */
  readonly timeMs: number
}

export interface Outcome {
  readonly cases: number
  /** The smallest case found that breaks the property, with what broke; null when none did. */
  readonly failure: { readonly example: string; readonly error: string } | null
}

export interface Opened {
  run(bounds: Bounds): Promise<Outcome>
  /** Once, at the end: throws when something is missing that went in. */
  close(): Promise<void>
}

export interface Target {
  readonly name: string
  open(): Promise<Opened>
}

/** Joins an arbitrary with its check; `check` throws when the property does not hold. */
export function fuzzed<T>(
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => void | Promise<void>,
  close: () => Promise<void> = async () => {},
): Opened {
  return {
    async run({ seed, runs, timeMs }) {
      let last: { value: T; checked: Promise<void> } | null = null
      const property = fc.asyncProperty(arbitrary, async (value) => {
        last = { value, checked: (async () => check(value))() }
        await last.checked
      })
      const details = await fc.check(property, {
        seed,
        numRuns: runs,
        interruptAfterTimeLimit: timeMs,
        markInterruptAsFailure: false,
      })
      // The time limit also ends the waiting for a case that hangs: it is judged here.
      const late = await lateFailure(last)
      if (!details.failed && late !== null) return { cases: details.numRuns, failure: late }
      const error = details.errorInstance
      return {
        cases: details.numRuns,
        failure: details.failed
          ? {
              example: fc.stringify(details.counterexample).slice(0, 4000),
              error: error instanceof Error ? (error.stack ?? error.message) : String(error),
            }
          : null,
      }
    },
    close,
  }
}

async function lateFailure(
  last: { value: unknown; checked: Promise<void> } | null,
): Promise<Outcome['failure']> {
  try {
    await last?.checked
    return null
  } catch (error) {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { example: fc.stringify(last?.value).slice(0, 4000), error: said }
  }
}

/** A plain assertion, so that targets run outside of a test runner too. */
export function holds(ok: boolean, what: string): asserts ok {
  if (!ok) throw new Error(what)
}
