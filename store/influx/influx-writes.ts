/**
 * Writes batches to InfluxDB: simulated data stays separate, readings of two clock epochs are both kept, a bout keeps its latest
 * end. What the database knows about each cushion is remembered between writes.
 */
import type { FrameColumns, RecordBatch } from '../../contract/record.ts'
import type { Bout } from '../../core/model/schemas/bouts.ts'
import { dayMs } from '../../core/time/calendar.ts'
import type { Clock } from '../../platform/clock.ts'
import { beside, stretchOf } from '../beside.ts'
import { mixedReason, soundOf } from '../check-batch.ts'
import { type Range, type SetAside, type StoredFrame, StoreMisconfigured } from '../store.ts'
import { type Place, refusesAll } from './influx-errors.ts'
import type { InfluxReader } from './influx-reader.ts'
import { type KnownCushion, knownCushions, knownOf } from './known-cushions.ts'
import type { LineBytes } from './line-bytes.ts'
import type { LineWriter } from './line-writer.ts'
import { boutLine, cushionLine, eventLines, minuteLine, writeFrames } from './lines.ts'
import { type Parcel, sendParcels } from './parcels.ts'

export interface InfluxWriteParts {
  readonly clock: Clock
  readonly place: Place
  readonly reader: InfluxReader
  readonly writer: LineWriter
  frames(range: Range): AsyncIterable<readonly StoredFrame[]>
  bouts(range: Range): Promise<readonly Bout[]>
}

const noteAgainMs = dayMs

export class InfluxWrites {
  readonly #parts: InfluxWriteParts
  #known = new Map<string, KnownCushion>()

  constructor(parts: InfluxWriteParts) {
    this.#parts = parts
  }

  /** The database may have changed: cushions are looked up again. */
  forget(): void {
    this.#known.clear()
  }

  async write(batches: readonly RecordBatch[]): Promise<{ setAside: readonly SetAside[] }> {
    const { sound, setAside } = soundOf(batches)
    await this.#learnCushions(sound)
    const accepted: RecordBatch[] = []
    for (const batch of sound) {
      if (this.#known.get(batch.cushion)?.simulated === batch.simulated) accepted.push(batch)
      else setAside.push({ batch, reason: mixedReason(batch) })
    }
    const isLatest = await this.#latestBouts(accepted)
    const moved = await this.#besideOthers(accepted)
    const parcels = accepted.map((batch): Parcel => {
      const { cushion, minutes, events } = batch
      const frames = moved.get(batch) ?? batch.frames
      const bouts = batch.bouts.filter((bout) => isLatest(cushion, bout))
      return {
        batch,
        ms: {
          count: (frames?.atMs.length ?? 0) + minutes.length + bouts.length,
          write(lines) {
            if (frames !== null) writeFrames(lines, cushion, frames)
            for (const minute of minutes) writeLine(lines, minuteLine(cushion, minute))
            for (const bout of bouts) writeLine(lines, boutLine(cushion, bout))
          },
        },
        ns: {
          count: events.length,
          write(lines) {
            for (const line of eventLines(cushion, events)) writeLine(lines, line)
          },
        },
      }
    })
    const takesOne = () => this.#takesOne(accepted)
    setAside.push(...(await sendParcels({ writer: this.#parts.writer, takesOne }, parcels)))
    return { setAside }
  }

  /** The earlier and the present note of a cushion. */
  async #takesOne([batch]: readonly RecordBatch[]): Promise<void> {
    if (batch === undefined) return
    const line = cushionLine(batch.cushion, {
      simulated: batch.simulated,
      notedMs: this.#parts.clock.nowMs(),
    })
    const refused = await this.#parts.writer.write(Buffer.from(line), 'ms')
    if (refused !== null) throw refusesAll(this.#parts.place, refused)
  }

  /**
   * Looks up cushions not met before, and notes new ones in the database: their first batch fixes `simulated`. The note is
   * repeated each day; otherwise a retention policy would delete it before the cushion's data.
   */
  async #learnCushions(batches: readonly RecordBatch[]): Promise<void> {
    const nowMs = this.#parts.clock.nowMs()
    const isNoted = (one: KnownCushion | undefined) => one !== undefined && nowMs - one.notedMs < noteAgainMs
    if (batches.every(({ cushion }) => isNoted(this.#known.get(cushion)))) return
    const [answer] = await this.#parts.reader.query([knownCushions])
    const found = knownOf(answer ?? [])
    const lines: string[] = []
    for (const { cushion, ...batch } of batches) {
      const known = found.get(cushion)
      if (isNoted(known)) continue
      const { simulated } = known ?? batch
      const noted = { simulated, notedMs: nowMs }
      found.set(cushion, noted)
      lines.push(cushionLine(cushion, noted))
    }
    if (lines.length > 0) {
      const refused = await this.#parts.writer.write(Buffer.from(lines.join('\n')), 'ms')
      if (refused !== null)
        throw new StoreMisconfigured(
          `The database ${this.#parts.place.database} does not take the list of cushions (${refused.words}). Check its retention policy, or choose another database.`,
        )
    }
    this.#known = found
  }

  /** Frames of batches that may overlap another epoch of the gateway's clock, moved to the next free millisecond. */
  async #besideOthers(batches: readonly RecordBatch[]): Promise<ReadonlyMap<RecordBatch, FrameColumns>> {
    const moved = new Map<RecordBatch, FrameColumns>()
    for (const batch of batches) {
      const { cushion, frames } = batch
      if (!batch.crossing || frames === null || frames.atMs.length === 0) continue
      const there: StoredFrame[] = []
      for await (const page of this.#parts.frames({ cushion, ...stretchOf(frames) })) there.push(...page)
      moved.set(batch, beside(there, frames))
    }
    return moved
  }

  /** Of all versions of a bout (in the database and in these batches), only the one that ends last is written. */
  async #latestBouts(batches: readonly RecordBatch[]): Promise<(cushion: string, bout: Bout) => boolean> {
    const latest = new Map<string, number>()
    const note = (cushion: string, bout: Bout) => {
      const key = `${cushion}|${bout.startedAtMs}`
      latest.set(key, Math.max(latest.get(key) ?? 0, bout.endedAtMs))
    }
    const starts = new Map<string, number[]>()
    for (const { cushion, bouts } of batches) {
      for (const bout of bouts) {
        note(cushion, bout)
        starts.set(cushion, [...(starts.get(cushion) ?? []), bout.startedAtMs])
      }
    }
    for (const [cushion, atMs] of starts) {
      const range = { cushion, fromMs: Math.min(...atMs), toMs: Math.max(...atMs) + 1 }
      for (const bout of await this.#parts.bouts(range)) note(cushion, bout)
    }
    return (cushion, bout) => bout.endedAtMs >= (latest.get(`${cushion}|${bout.startedAtMs}`) ?? 0)
  }
}

function writeLine(lines: LineBytes, ascii: string): void {
  lines.begin()
  lines.text(ascii)
}
