/**
 * How soon a sign-in may be tried again: after some failures each further one doubles the wait, for the account, for the
 * address, and most of all for both together. A try during the wait is refused before anything is computed, and counts
 * the same for names that exist and names that do not.
 */

interface Failures {
  count: number
  lastMs: number
}

interface Slope {
  /** Failures without any wait. */
  readonly free: number
  readonly longestS: number
}

/** Somebody else's failures may slow a person down by a minute, never lock them out. */
const slopes = {
  pair: { free: 4, longestS: 900 },
  account: { free: 20, longestS: 60 },
  address: { free: 30, longestS: 900 },
} as const satisfies Record<string, Slope>
type Kind = keyof typeof slopes

const mostKept = 20_000
/** Failures so long ago are forgiven. */
const forgottenMs = 24 * 3_600_000

export interface Attempt {
  readonly account: string
  readonly address: string
}

export class Attempts {
  readonly #failures = new Map<string, Failures>()

  /** Seconds until this may be tried again; 0 when it may be tried now. */
  waitS(attempt: Attempt, nowMs: number): number {
    return Math.max(...keysOf(attempt).map(([kind, key]) => this.#waitS(kind, key, nowMs)))
  }

  failed(attempt: Attempt, nowMs: number): void {
    for (const [, key] of keysOf(attempt)) {
      const before = this.#recent(key, nowMs)
      this.#failures.delete(key)
      this.#failures.set(key, { count: (before?.count ?? 0) + 1, lastMs: nowMs })
    }
    while (this.#failures.size > mostKept) {
      const oldest = this.#failures.keys().next().value
      if (oldest === undefined) return
      this.#failures.delete(oldest)
    }
  }

  /** Whoever signs in has shown that the failures were slips; those of the address stay, it may be shared. */
  succeeded(attempt: Attempt): void {
    for (const [kind, key] of keysOf(attempt)) if (kind !== 'address') this.#failures.delete(key)
  }

  #waitS(kind: Kind, key: string, nowMs: number): number {
    const failures = this.#recent(key, nowMs)
    const { free, longestS } = slopes[kind]
    if (failures === null || failures.count <= free) return 0
    const waitS = Math.min(longestS, 2 ** Math.min(failures.count - free, 20))
    return Math.max(0, Math.ceil((failures.lastMs + waitS * 1000 - nowMs) / 1000))
  }

  #recent(key: string, nowMs: number): Failures | null {
    const failures = this.#failures.get(key)
    return failures === undefined || nowMs - failures.lastMs > forgottenMs ? null : failures
  }
}

const keysOf = ({ account, address }: Attempt): readonly (readonly [Kind, string])[] => [
  ['pair', JSON.stringify([account, address])],
  ['account', `account ${account}`],
  ['address', `address ${address}`],
]
