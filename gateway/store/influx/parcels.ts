/**
 * The lines of batches, sent in requests of some thousand lines. Two requests are under way at a time: while InfluxDB
 * works on one, the lines of the next are made.
 *
 * InfluxDB takes the good points of a request and answers 400 for the bad ones without saying whose they are. Then the
 * batches of that request go one by one (points already taken are simply written again), and those refused are set aside.
 */
import type { RecordBatch } from '../../contract.ts'
import type { SetAside } from '../store.ts'
import { errorOf, type Place } from './influx-errors.ts'
import type { LineWriter } from './line-writer.ts'

/** Lines of one batch, made only when they are sent. */
export interface Lines {
  readonly count: number
  readonly make: () => readonly string[]
}

export interface Parcel {
  readonly batch: RecordBatch
  /** Lines with times in ms, and with times in ns. */
  readonly ms: Lines
  readonly ns: Lines
}

const linesPerRequest = 2500
const requestsAtOnce = 2

/** Throws StoreUnavailable or StoreMisconfigured; all may be sent again then. */
export async function sendParcels(
  writer: LineWriter,
  place: Place,
  parcels: readonly Parcel[],
): Promise<SetAside[]> {
  const setAside = new Map<RecordBatch, string>()
  const groups = [...grouped(parcels, 'ms'), ...grouped(parcels, 'ns')]
  let next = 0
  const work = async () => {
    for (let group = groups[next++]; group !== undefined; group = groups[next++]) {
      const { precision } = group
      const lines = group.parcels.flatMap((parcel) => parcel[precision].make())
      if ((await sendLines(writer, place, { precision, lines })) === null) continue
      for (const parcel of group.parcels) {
        const refused = await sendLines(writer, place, { precision, lines: parcel[precision].make() })
        if (refused !== null) setAside.set(parcel.batch, refused)
      }
    }
  }
  // All of them end before this does, also when one fails: nothing is written behind the caller's back.
  const ends = await Promise.allSettled(Array.from({ length: requestsAtOnce }, work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return [...setAside].map(([batch, refused]) => ({
    batch,
    reason:
      `Batch ${batch.batch} of cushion ${batch.cushion} was not stored, or only in part: InfluxDB refused its content (${refused}). ` +
      'Correct the database (a field of another type, a retention policy that is too short), then have the batch recorded again.',
  }))
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

/** Null when taken, else InfluxDB's words about the content. */
async function sendLines(
  writer: LineWriter,
  place: Place,
  { lines, precision }: { readonly lines: readonly string[]; readonly precision: 'ms' | 'ns' },
): Promise<string | null> {
  if (lines.length === 0) return null
  const { status, error } = await writer.write(lines, precision)
  if (status >= 200 && status < 300) return null
  // Too large for this server's max-body-size: by halves, down to the single line.
  if (status === 413 && lines.length > 1) {
    const half = lines.length >> 1
    const first = await sendLines(writer, place, { lines: lines.slice(0, half), precision })
    const second = await sendLines(writer, place, { lines: lines.slice(half), precision })
    return first ?? second
  }
  const thrown = errorOf(place, status, error)
  if (thrown !== null) throw thrown
  return error
}
