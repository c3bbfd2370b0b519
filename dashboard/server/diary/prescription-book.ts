/** Prescriptions in the diary's file: only added to, numbered by cushion, so that of two at once one is refused. */
import { z } from 'zod'
import { toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { limitFields } from '../../../core/model/tolerance-fields.ts'
import { type BookParts, json, type Row } from './diary-rows.ts'

const prescriptionRow = z.object({
  revision: z.number().int(),
  atMs: z.number().int(),
  /** The name, so that it stays when the account goes. */
  author: z.string().nullable(),
  reason: z.string(),
  tolerance: json.pipe(toleranceSchema),
  before: json.pipe(toleranceSchema).nullable().catch(null),
  locked: json.pipe(z.array(z.enum(limitFields))),
  nextReview: z.iso.date().nullable(),
  stepsUpToPercent: z.number().int().nullable(),
  questions: json
    .pipe(z.array(z.string()))
    .nullable()
    .transform((kept) => kept ?? []),
})
export type KeptPrescription = z.infer<typeof prescriptionRow>

const prescriptionOf = (row: Row): KeptPrescription | null => prescriptionRow.safeParse(row).data ?? null

/** What is asked of prescriptions, wherever they are kept. */
export type Prescriptions = Pick<PrescriptionBook, keyof PrescriptionBook>

export class PrescriptionBook {
  readonly #parts: BookParts<KeptPrescription>

  constructor(parts: BookParts<KeptPrescription>) {
    this.#parts = parts
  }

  /** Newest first. `place`: the cushion they are for, where the diary is kept by person. */
  list(cushion: string, place = cushion): readonly KeptPrescription[] {
    return this.#parts.guarded((db) =>
      db
        .prepare('SELECT * FROM prescription WHERE cushion = ? AND place = ? ORDER BY revision DESC')
        .all(cushion, place)
        .flatMap((row) => this.#parts.known(prescriptionOf(row))),
    )
  }

  /** Of the latest, without reading it in full; for a long list of sitters. */
  nextReview(cushion: string, place = cushion): string | null {
    return this.#parts.guarded((db) => {
      const row = db
        .prepare(
          'SELECT nextReview FROM prescription WHERE cushion = ? AND place = ? ORDER BY revision DESC LIMIT 1',
        )
        .get(cushion, place)
      return typeof row?.nextReview === 'string' ? row.nextReview : null
    })
  }

  /** False when somebody has taken this number meanwhile. */
  add(cushion: string, made: KeptPrescription, place = cushion): boolean {
    const { revision, atMs, author, reason, nextReview, stepsUpToPercent } = made
    const { tolerance, before, locked, questions } = made
    const texts = [tolerance, before, locked, questions].map((each) =>
      each === null ? null : JSON.stringify(each),
    )
    return this.#parts.guarded(
      (db) =>
        db
          .prepare(
            'INSERT OR IGNORE INTO prescription (cushion, place, revision, atMs, author, reason, nextReview, stepsUpToPercent, tolerance, before, locked, questions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          )
          .run(cushion, place, revision, atMs, author, reason, nextReview, stepsUpToPercent, ...texts)
          .changes > 0,
    )
  }

  /** Takes back one that could not be put in force. */
  remove(cushion: string, revision: number, place = cushion): void {
    this.#parts.guarded((db) =>
      db
        .prepare('DELETE FROM prescription WHERE cushion = ? AND place = ? AND revision = ?')
        .run(cushion, place, revision),
    )
  }
}
