/** Prescriptions in the diary: only added to, numbered by cushion, so that of two at once one is refused. */
import { z } from 'zod'
import { toleranceSchema } from '../../../core/model/schemas/tolerance.ts'
import { limitFields } from '../../../core/model/tolerance-fields.ts'
import type { Row, Statements } from './database/diary-base.ts'
import { add, selectAll } from './database/diary-tables.ts'
import { type BookParts, json, type Known } from './diary-rows.ts'

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
  readonly #on: Statements
  readonly #known: Known

  constructor({ on, known }: BookParts) {
    this.#on = on
    this.#known = known
  }

  /** Newest first. `place`: the cushion they are for, where the diary is kept by person. */
  async list(cushion: string, place = cushion): Promise<readonly KeptPrescription[]> {
    const rows = await this.#on.all(
      `${selectAll('prescription')} WHERE cushion = $1 AND place = $2 ORDER BY revision DESC`,
      ...[cushion, place],
    )
    return rows.flatMap((row) => this.#known(prescriptionOf(row), 'prescription'))
  }

  /** Of the latest, without reading it in full; for a long list of sitters. */
  async nextReview(cushion: string, place = cushion): Promise<string | null> {
    const [row] = await this.#on.all(
      'SELECT "nextReview" FROM "diary_prescription" WHERE cushion = $1 AND place = $2 ORDER BY revision DESC LIMIT 1',
      ...[cushion, place],
    )
    return typeof row?.nextReview === 'string' ? row.nextReview : null
  }

  /** False when somebody has taken this number meanwhile. */
  add(cushion: string, made: KeptPrescription, place = cushion): Promise<boolean> {
    const { tolerance, before, locked, questions, ...rest } = made
    return add(this.#on, 'prescription', {
      ...{ cushion, place, ...rest, tolerance: JSON.stringify(tolerance) },
      before: before === null ? null : JSON.stringify(before),
      ...{ locked: JSON.stringify(locked), questions: JSON.stringify(questions) },
    })
  }

  /** Takes back one that could not be put in force. */
  async remove(cushion: string, revision: number, place = cushion): Promise<void> {
    await this.#on.run(
      'DELETE FROM "diary_prescription" WHERE cushion = $1 AND place = $2 AND revision = $3',
      ...[cushion, place, revision],
    )
  }
}
