/** Writes batches in one transaction: simulated data stays apart, readings of two clock epochs are both kept. */
import type { FrameColumns, RecordBatch } from '../../contract/record.ts'
import { beside, stretchOf } from '../beside.ts'
import { mixedReason, soundOf } from '../check-batch.ts'
import { minuteMs, minuteOf } from '../frames/frame-runs.ts'
import { storedFrames } from '../frames/stored-frames.ts'
import type { SetAside, StoredFrame, Stretch } from '../store.ts'
import { addCushions, type CushionRow, lockCushions } from './cushion-rows.ts'
import { Facts } from './fact-rows.ts'
import { type OnDamaged, readMinutesOfFrames, writeFrames } from './frame-rows.ts'
import type { PostgresLink, Run } from './postgres-link.ts'

export interface WriteParts {
  readonly link: PostgresLink
  readonly onDamaged: OnDamaged
  /** Further work within the transaction. */
  beforeCommit(run: Run): Promise<void>
}

export class BatchWrites {
  readonly #parts: WriteParts
  /** Names of cushions that are in the list. */
  readonly #known = new Set<string>()

  constructor(parts: WriteParts) {
    this.#parts = parts
  }

  /** The database may have changed: cushions are looked up again. */
  forget(): void {
    this.#known.clear()
  }

  async write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }> {
    const { sound, setAside } = soundOf(batches)
    if (sound.length === 0) return { setAside }
    await this.#learnCushions(sound)
    const mixed = await this.#parts.link.transaction((run) => this.#writeSound(run, sound))
    return { setAside: [...setAside, ...mixed] }
  }

  async #learnCushions(batches: readonly RecordBatch[]): Promise<void> {
    const unknown = batches.filter(({ cushion }) => !this.#known.has(cushion))
    if (unknown.length === 0) return
    await addCushions(this.#parts.link.query, unknown)
    for (const { cushion } of unknown) this.#known.add(cushion)
  }

  async #writeSound(run: Run, batches: readonly RecordBatch[]): Promise<SetAside[]> {
    const { onDamaged, beforeCommit } = this.#parts
    const names = [...new Set(batches.map(({ cushion }) => cushion))]
    let cushions = await lockCushions(run, names)
    const setAside: SetAside[] = []
    const facts = new Facts()
    let frames = new Map<CushionRow, FrameColumns[]>()
    for (const batch of batches) {
      let cushion = cushions.get(batch.cushion)
      if (cushion?.simulated !== batch.simulated) {
        setAside.push({ batch, reason: mixedReason(batch) })
        continue
      }
      facts.add(cushion.id, batch)
      if (batch.frames === null || batch.frames.atMs.length === 0) continue
      let columns = batch.frames
      if (batch.crossing) {
        await writeFrames(run, frames, onDamaged)
        frames = new Map()
        cushions = await lockCushions(run, names)
        cushion = cushions.get(batch.cushion) ?? cushion
        columns = beside(await framesWithin(run, cushion.id, { ...stretchOf(columns), onDamaged }), columns)
      }
      const pieces = frames.get(cushion)
      if (pieces === undefined) frames.set(cushion, [columns])
      else pieces.push(columns)
    }
    await facts.write(run)
    await writeFrames(run, frames, onDamaged)
    await beforeCommit(run)
    return setAside
  }
}

async function framesWithin(
  run: Run,
  cushion: number,
  { onDamaged, ...stretch }: Stretch & { onDamaged: OnDamaged },
): Promise<StoredFrame[]> {
  const found: StoredFrame[] = []
  const toMinute = Math.ceil(stretch.toMs / minuteMs)
  for (let fromMinute = minuteOf(stretch.fromMs); ; ) {
    const page = await readMinutesOfFrames(run, { cushion, fromMinute, toMinute }, onDamaged)
    const last = page.at(-1)
    if (last === undefined) return found
    for (const { runs } of page) found.push(...storedFrames(runs, stretch))
    fromMinute = last.minute + 1
  }
}
