/**
 * Gathers what happened on one cushion into the contents of `record` batches: readings as columns, minutes, bouts,
 * events. Each content is serialised once; only the number and the outbox's id are put in front later.
 */
import type { Bout } from '../../core/model/schemas/bouts.ts'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import type { CoreOutput, Frame } from '../../core/model/types.ts'

export type BatchContent = (batch: number, outbox: string) => string

export interface BatchHead {
  readonly gateway: string
  readonly cushion: string
  readonly simulated: boolean
}

/** A batch ends after this many readings, so that none grows large however fast a simulated clock runs. */
export const framesPerBatch = 1000

interface Columns {
  readonly atMs: number[]
  readonly boot: number[]
  readonly seq: number[]
  readonly boardMs: number[]
  readonly counts: number[][]
  kpa: (number | null)[][] | null
}

const noColumns = (): Columns => ({ atMs: [], boot: [], seq: [], boardMs: [], counts: [], kpa: null })

export class BatchBuilder {
  readonly #head: string
  #columns = noColumns()
  #minutes: MinuteSummary[] = []
  #bouts: Bout[] = []
  #events: CushionEvent[] = []
  #cut: string[] = []
  #crossing = false

  constructor(head: BatchHead) {
    this.#head = `{"v":1,"gateway":${JSON.stringify(head.gateway)},"cushion":${JSON.stringify(head.cushion)},"simulated":${head.simulated}`
  }

  get empty(): boolean {
    return this.#cut.length === 0 && !this.#begun
  }
  /** Completed batches that were not taken yet. */
  get waiting(): number {
    return this.#cut.length
  }
  get #begun(): boolean {
    return this.#columns.atMs.length + this.#minutes.length + this.#bouts.length + this.#events.length > 0
  }

  /** `kpa` of this reading, or null in relative mode. */
  frame(frame: Frame, kpa: readonly (number | null)[] | null): void {
    const fits =
      this.#columns.atMs.length === 0 ||
      ((this.#columns.kpa === null) === (kpa === null) && this.#columns.counts.length === frame.counts.length)
    if (!fits || this.#columns.atMs.length >= framesPerBatch) this.cutOff()
    const columns = this.#columns
    if (columns.atMs.length === 0) {
      for (let i = 0; i < frame.counts.length; i++) columns.counts.push([])
      columns.kpa = kpa === null ? null : frame.counts.map(() => [])
    }
    columns.atMs.push(frame.atMs)
    columns.boot.push(frame.boot)
    columns.seq.push(frame.seq)
    columns.boardMs.push(frame.boardMs)
    for (let i = 0; i < columns.counts.length; i++) columns.counts[i]?.push(frame.counts[i] ?? 0)
    if (kpa !== null) for (let i = 0; i < columns.counts.length; i++) columns.kpa?.[i]?.push(kpa[i] ?? null)
  }

  /** A reading of another epoch of the clock may be in the store at the time of the last frame. */
  meetOthers(): void {
    this.#crossing = true
  }

  output({ minutes, bouts, events }: Pick<CoreOutput, 'minutes' | 'bouts' | 'events'>): void {
    if (minutes.length > 0) this.#minutes.push(...minutes)
    if (bouts.length > 0) this.#bouts.push(...bouts)
    if (events.length > 0) this.#events.push(...events)
  }

  /** Takes everything gathered so far, oldest first, and starts again. */
  take(): BatchContent[] {
    this.cutOff()
    const tails = this.#cut
    this.#cut = []
    return tails.map(
      (tail) => (batch, outbox) =>
        `${this.#head},"outbox":${JSON.stringify(outbox)},"batch":${batch},${tail}`,
    )
  }

  /** What comes from now on goes into another batch. */
  cutOff(): void {
    if (!this.#begun) return
    const frames = this.#columns.atMs.length > 0 ? this.#columns : null
    const crossing = this.#crossing ? { crossing: true } : {}
    const rest = { ...crossing, frames, minutes: this.#minutes, bouts: this.#bouts, events: this.#events }
    this.#crossing = false
    this.#cut.push(JSON.stringify(rest).slice(1))
    this.#columns = noColumns()
    this.#minutes = []
    this.#bouts = []
    this.#events = []
  }
}
