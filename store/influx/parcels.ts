/**
 * The lines of batches, sent in requests of some thousand lines. Two requests are under way at a time: while InfluxDB
 * works on one, the lines of the next are made. All of one cushion go in the same lane, in the order they came: of two
 * versions of a point InfluxDB keeps the one that it was sent last.
 *
 * InfluxDB takes the good points of a request and answers 400 for the bad ones without saying whose they are. Then the
 * batches of that request go one by one (points already taken are simply written again), and those refused are set aside,
 * but only while a small point that must fit is taken before and after: a server or a proxy that refuses everything says
 * nothing of the content, and the batches wait.
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
  /** Writes one small point that must fit; throws when even that is refused. */
  readonly takesOne: () => Promise<void>
}

/** Throws StoreUnavailable or StoreMisconfigured; all may be sent again then. */
export async function sendParcels(way: ParcelWay, parcels: readonly Parcel[]): Promise<SetAside[]> {
  const setAside = new Map<RecordBatch, string>()
  const work = async (lane: readonly Parcel[]) => {
    const lines = new LineBytes()
    for (const group of [...grouped(lane, 'ms'), ...grouped(lane, 'ns')])
      for (const [batch, words] of await sendGroup(way, group, lines)) setAside.set(batch, words)
  }
  // All of them end before this does, also when one fails: nothing is written behind the caller's back.
  const ends = await Promise.allSettled(lanesOf(parcels).map(work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return [...setAside].map(([batch, refused]) => ({
    batch,
    reason:
      `Batch ${batch.batch} of cushion ${batch.cushion} was not stored, or only in part: InfluxDB refused its content (${refused}). ` +
      'Correct the database (a field of another type, a retention policy that is too short), then bring the set-aside file in with sitbone import.',
  }))
}

/** Each cushion in one lane, the lanes about equally long. */
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

/** Gives the batches refused while others are taken, each with InfluxDB's words. Uses `lines` anew for each request. */
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

/** Null when taken, else InfluxDB's words about the content. */
async function sendLines(
  way: ParcelWay,
  { lines, precision }: { readonly lines: Buffer; readonly precision: 'ms' | 'ns' },
): Promise<string | null> {
  if (lines.length === 0) return null
  const refused = await way.writer.write(lines, precision)
  if (refused === null) return null
  if (refused.status === 400) return refused.words
  // Too large for this server's max-body-size, or a proxy's: by halves, down to the single line.
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
