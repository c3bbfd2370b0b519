/** The small state of one cushion that the outbox keeps on the disk, read and written with its types. */

import { z } from 'zod'
import { countLaws } from '../../core/model/counting.ts'
import { parseJson } from '../../platform/json.ts'
import { type EpochsState, epochsSchema } from '../link/time/epochs.ts'
import type { Outbox } from '../outbox/outbox.ts'

const boardSchema = z.object({
  bits: z.number().int(),
  full: z.number().optional(),
  law: z.enum(countLaws).optional(),
  rateHz: z.number(),
  simulated: z.boolean(),
})
export type KnownBoard = z.infer<typeof boardSchema>

const keys = {
  snapshot: 'snapshot',
  lastAtMs: 'last-at-ms',
  epochs: 'epochs',
  board: 'board',
  kind: 'kind',
} as const

export class CushionState {
  readonly #outbox: Outbox
  readonly #cushion: string

  constructor(outbox: Outbox, cushion: string) {
    this.#outbox = outbox
    this.#cushion = cushion
  }

  /** Whether this id belongs to a real or a simulated cushion; null before the first reading. */
  get simulated(): boolean | null {
    const kind = this.#outbox.read(this.#cushion, keys.kind)
    return kind === null ? null : kind === 'simulated'
  }
  set simulated(is: boolean) {
    this.#outbox.write(this.#cushion, keys.kind, is ? 'simulated' : 'real')
  }

  get board(): KnownBoard | null {
    const parsed = boardSchema.safeParse(parseJson(this.#outbox.read(this.#cushion, keys.board)))
    return parsed.success ? parsed.data : null
  }
  set board(board: KnownBoard) {
    this.#outbox.write(this.#cushion, keys.board, JSON.stringify(board))
  }

  get lastAtMs(): number | null {
    const kept = Number(this.#outbox.read(this.#cushion, keys.lastAtMs) ?? Number.NaN)
    return Number.isSafeInteger(kept) ? kept : null
  }

  get epochs(): EpochsState | null {
    const parsed = epochsSchema.safeParse(parseJson(this.#outbox.read(this.#cushion, keys.epochs)))
    return parsed.success ? parsed.data : null
  }

  /** As saved by the core, unchecked: the core validates it. */
  get snapshot(): unknown {
    return parseJson(this.#outbox.read(this.#cushion, keys.snapshot)) ?? null
  }

  /** The core continues from here at its start: the end of a simulated past. */
  adopt(snapshot: { readonly atMs: number }): void {
    for (const [key, value] of Object.entries(this.after(snapshot, snapshot.atMs)))
      this.#outbox.write(this.#cushion, key, value)
  }

  /** Must be written in the same transaction as the batches before it. */
  after(snapshot: object, lastAtMs: number | null, epochs?: EpochsState): Record<string, string> {
    return {
      [keys.snapshot]: JSON.stringify(snapshot),
      ...(epochs === undefined ? {} : { [keys.epochs]: JSON.stringify(epochs) }),
      ...(lastAtMs === null ? {} : { [keys.lastAtMs]: String(lastAtMs) }),
    }
  }
}
