/** VISA-H totals in the diary: one a day; a second one of the same day takes its place. */
import type { z } from 'zod'
import { keptVisaH } from '../../../contract/diary/visa-h.ts'
import type { Statements } from './database/diary-base.ts'
import { put, selectAll } from './database/diary-tables.ts'
import type { BookParts, Known } from './diary-rows.ts'

export type KeptVisaH = z.infer<typeof keptVisaH>

/** What is asked of the totals, wherever they are kept. */
export type VisaHTotals = Pick<VisaHBook, keyof VisaHBook>

export class VisaHBook {
  readonly #on: Statements
  readonly #known: Known

  constructor({ on, known }: BookParts) {
    this.#on = on
    this.#known = known
  }

  /** In order of the days. */
  async list(cushion: string): Promise<readonly KeptVisaH[]> {
    const rows = await this.#on.all(`${selectAll('visaH')} WHERE cushion = $1 ORDER BY day`, cushion)
    return rows.flatMap(({ day, total, author: by }) =>
      this.#known(keptVisaH.safeParse({ day, total, by }).data ?? null, 'VISA-H total'),
    )
  }

  async put(cushion: string, { day, total, by }: KeptVisaH): Promise<void> {
    await put(this.#on, 'visaH', { cushion, day, total, author: by })
  }

  /** True when there was one. */
  async delete(cushion: string, day: string): Promise<boolean> {
    return (await this.#on.run('DELETE FROM "diary_visaH" WHERE cushion = $1 AND day = $2', cushion, day)) > 0
  }
}
