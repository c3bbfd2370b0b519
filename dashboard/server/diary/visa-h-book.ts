/** VISA-H totals in the diary's file: one a day; a second one of the same day takes its place. */
import type { z } from 'zod'
import { keptVisaH } from '../../../contract/diary/visa-h.ts'
import type { BookParts } from './diary-rows.ts'

export type KeptVisaH = z.infer<typeof keptVisaH>

/** What is asked of the totals, wherever they are kept. */
export type VisaHTotals = Pick<VisaHBook, keyof VisaHBook>

export class VisaHBook {
  readonly #parts: BookParts<KeptVisaH>

  constructor(parts: BookParts<KeptVisaH>) {
    this.#parts = parts
  }

  /** In order of the days. */
  list(cushion: string): readonly KeptVisaH[] {
    return this.#parts.guarded((db) =>
      db
        .prepare('SELECT day, total, author AS "by" FROM visaH WHERE cushion = ? ORDER BY day')
        .all(cushion)
        .flatMap((row) => this.#parts.known(keptVisaH.safeParse(row).data ?? null)),
    )
  }

  put(cushion: string, { day, total, by }: KeptVisaH): void {
    this.#parts.guarded((db) =>
      db
        .prepare('INSERT OR REPLACE INTO visaH (cushion, day, total, author) VALUES (?, ?, ?, ?)')
        .run(cushion, day, total, by),
    )
  }

  /** True when there was one. */
  delete(cushion: string, day: string): boolean {
    return this.#parts.guarded(
      (db) => db.prepare('DELETE FROM visaH WHERE cushion = ? AND day = ?').run(cushion, day).changes > 0,
    )
  }
}
