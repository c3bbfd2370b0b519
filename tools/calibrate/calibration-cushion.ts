/** One cushion at this computer for `calibrate`: its frames, and conditions to wait for in them. */
import type { Counting } from '../../core/model/counting.ts'
import type { Frame } from '../../core/model/types.ts'
import { createLink, type Link } from '../../gateway/link/link.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import type { Log } from '../../platform/log.ts'

export type Look<T> = (atMs: number, counts: readonly number[]) => T | null

export class CalibrationCushion {
  readonly #link: Link
  readonly #log: Log
  readonly #looks = new Set<(frame: Frame) => void>()
  readonly #counting = Promise.withResolvers<Counting>()
  #nowMs = Date.now()

  constructor({ source, cells, log }: { source: Source; cells: number; log: Log }) {
    this.#log = log
    this.#link = createLink({
      source,
      channels: cells,
      lastAtMs: null,
      log: (level, message) => log[level]({}, message),
    })
  }

  start(): void {
    this.#link.start({
      hello: (board) => this.#counting.resolve(board),
      frame: (frame) => {
        this.#nowMs = frame.atMs
        for (const look of [...this.#looks]) look(frame)
      },
      state: (state, detail) => {
        const coming = state === 'online' || state === 'connecting' || state === 'handshake'
        this.#log[coming ? 'info' : 'warn']({}, detail)
      },
    })
  }

  async stop(): Promise<void> {
    await this.#link.stop()
  }

  /** Cushion time. */
  get nowMs(): number {
    return this.#nowMs
  }

  counting(): Promise<Counting> {
    return this.#counting.promise
  }

  /** Calls back with every frame; returns a function that stops it. */
  watch(look: (frame: Frame) => void): () => void {
    this.#looks.add(look)
    return () => this.#looks.delete(look)
  }

  /** Resolves with the first result of `look` that is not null. */
  until<T>(look: Look<T>): Promise<T> {
    return new Promise((resolve) => {
      const end = this.watch(({ atMs, counts }) => {
        const found = look(atMs, counts)
        if (found === null) return
        end()
        resolve(found)
      })
    })
  }

  async meanCounts(s: number): Promise<number[]> {
    let fromMs: number | null = null
    let frames = 0
    const sums: number[] = []
    return await this.until((atMs, counts) => {
      fromMs ??= atMs
      frames++
      counts.forEach((count, cell) => {
        sums[cell] = (sums[cell] ?? 0) + count
      })
      return atMs - fromMs >= s * 1000 ? sums.map((sum) => sum / frames) : null
    })
  }
}
