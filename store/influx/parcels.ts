/**
 * The lines of batches, sent in requests of some thousand lines. Two requests run at a time: while InfluxDB works on one, the
 * lines of the next are built. All lines of one cushion use the same lane, in order of arrival, because InfluxDB keeps the last
 * version of a point that it receives.
 *
 * InfluxDB stores the good points of a request and answers 400 for the bad ones without identifying them. The batches of that
 * request are then sent one by one (points already stored are simply written again), and refused ones are set aside. This only
 * counts if a small valid point is accepted before and after: if a server or proxy refuses everything, the content is not at
 * fault, and the batches wait.
 */
import type { RecordBatch } from '../../contract/record.ts'
import type { SetAside } from '../store.ts'
import { LineBytes } from './line-bytes.ts'
import type { LineWriter } from './line-writer.ts'

/** Lines of one batch, made only when they are sent. */
interface Lines {
  readonly count: number
  readonly write: (lines: LineBytes) => void
}

export interface Parcel {
  readonly batch: RecordBatch
  /** Lines with times in ms, and with times in ns. */
  readonly ms: Lines
  readonly ns: Lines
}

const linesPerRequest = 2500
const lanesAtOnce = 2

export interface ParcelWay {
  readonly writer: LineWriter
  /** Writes one small valid point; throws if even that is refused. */
  readonly takesOne: () => Promise<void>
}

/** Throws StoreUnavailable or StoreMisconfigured; everything may then be sent again. */
export async function sendParcels(way: ParcelWay, parcels: readonly Parcel[]): Promise<SetAside[]> {
  const setAside = new Map<RecordBatch, string>()
  const work = async (lane: readonly Parcel[]) => {
    const lines = new LineBytes()
    for (const group of [...grouped(lane, 'ms'), ...grouped(lane, 'ns')])
      for (const [batch, words] of await sendGroup(way, group, lines)) setAside.set(batch, words)
  }
  // All lanes end before this returns, even if one fails, so nothing is written afterwards.
  const ends = await Promise.allSettled(lanesOf(parcels).map(work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return [...setAside].map(([batch, refused]) => ({
    batch,
    reason:
      `Batch ${batch.batch} of cushion ${batch.cushion} was not stored, or only in part: InfluxDB refused its content (${refused}). ` +
      'Correct the database (a field of another type, a retention policy that is too short), then bring the set-aside file in with sitbone import.',
  }))
}

/** Puts each cushion in one lane, with lanes of about equal length. */
function lanesOf(parcels: readonly Parcel[]): Parcel[][] {
  const lanes = Array.from({ length: lanesAtOnce }, (): { parcels: Parcel[]; lines: number } => ({
    parcels: [],
    lines: 0,
  }))
  for (const some of Map.groupBy(parcels, ({ batch }) => batch.cushion).values()) {
    const shortest = lanes.reduce((a, b) => (b.lines < a.lines ? b : a))
    for (const parcel of some) {
      shortest.parcels.push(parcel)
      shortest.lines += parcel.ms.count + parcel.ns.count
    }
  }
  return lanes.map((lane) => lane.parcels).filter((lane) => lane.length > 0)
}

interface Group {
  readonly precision: 'ms' | 'ns'
  readonly parcels: Parcel[]
}

function grouped(parcels: readonly Parcel[], precision: 'ms' | 'ns'): Group[] {
  const groups: Group[] = []
  let lines = Number.POSITIVE_INFINITY
  for (const parcel of parcels) {
    const { count } = parcel[precision]
    if (count === 0) continue
    if (lines + count > linesPerRequest) {
      groups.push({ precision, parcels: [] })
      lines = 0
    }
    groups.at(-1)?.parcels.push(parcel)
    lines += count
  }
  return groups
}

/** Returns the batches that were refused while others were accepted, each with InfluxDB's reason. Reuses `lines`. */
async function sendGroup(
  way: ParcelWay,
  group: Group,
  lines: LineBytes,
): Promise<ReadonlyMap<RecordBatch, string>> {
  const { precision } = group
  const send = (parcels: readonly Parcel[]) => {
    lines.clear()
    for (const parcel of parcels) parcel[precision].write(lines)
    return sendLines(way, { lines: lines.all, precision })
  }
  const refused = new Map<RecordBatch, string>()
  if ((await send(group.parcels)) === null) return refused
  await way.takesOne()
  for (const parcel of group.parcels) {
    const words = await send([parcel])
    if (words !== null) refused.set(parcel.batch, words)
  }
  if (refused.size > 0) await way.takesOne()
  return refused
}

/** Null if accepted, otherwise InfluxDB's reason. */
async function sendLines(
  way: ParcelWay,
  { lines, precision }: { readonly lines: Buffer; readonly precision: 'ms' | 'ns' },
): Promise<string | null> {
  if (lines.length === 0) return null
  const refused = await way.writer.write(lines, precision)
  if (refused === null) return null
  if (refused.status === 400) return refused.words
  // Too large for the max-body-size of this server or a proxy: split in half, down to a single line.
  const later = lines.indexOf('\n', lines.length >> 1)
  const cut = later < 0 ? lines.lastIndexOf('\n') : later
  if (cut <= 0) {
    await way.takesOne()
    return refused.words
  }
  const first = await sendLines(way, { lines: lines.subarray(0, cut), precision })
  const second = await sendLines(way, { lines: lines.subarray(cut + 1), precision })
  return first ?? second
}
