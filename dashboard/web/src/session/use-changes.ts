/** For pages that send changes: whether one is on its way, and what the server said against the last. */
import { type Signal, useSignal } from '@preact/signals'
import { useApp } from './app-context.ts'
import { type Change, nothingMore, outcomeOf } from './changes.ts'

export interface Changes {
  readonly busy: Signal<boolean>
  readonly refused: Signal<string | null>
  /** Null when it was refused; `refused` then says why. */
  send(change: Change): Promise<true | null>
  ask<T>(change: Change): Promise<T | null>
}

export function useChanges(): Changes {
  const { account } = useApp()
  const busy = useSignal(false)
  const refused = useSignal<string | null>(null)
  async function run<T>(
    change: Change,
    read: (response: Response) => Promise<T>,
  ): Promise<{ value: T } | null> {
    busy.value = true
    refused.value = null
    const outcome = await outcomeOf(account.send(change), read)
    busy.value = false
    if (outcome.ok) return { value: outcome.value }
    refused.value = outcome.message
    return null
  }
  return {
    busy,
    refused,
    send: async (change) => ((await run(change, nothingMore)) === null ? null : true),
    ask: async <T>(change: Change) =>
      (await run(change, (response): Promise<T> => response.json()))?.value ?? null,
  }
}
