/**
 * Batches as InfluxDB line protocol.
 *
 * Analog values are floats, so that a whole number never fixes a field's type; counters (`seq`, `boot`, `boardMs`, counted
 * events) are integers. The only tag is the cushion. Frames, minutes and bouts have times in ms; events in ns, because each has
 * its own slot within its millisecond (event-slot.ts). A null field is not written.
 */

import type { FrameColumns } from '../../contract/record.ts'
import type { Bout } from '../../core/model/schemas/bouts.ts'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { placeEvents } from '../event-slot.ts'
import { isWhole, minuteColumns } from '../minute-columns.ts'
import type { LineBytes } from './line-bytes.ts'

export const measurement = {
  frame: 'seat_frame',
  minute: 'seat_minute',
  bout: 'seat_bout',
  event: 'seat_event',
  /** One point per day and cushion: is it simulated, and in which format is what was written? */
  cushion: 'seat_cushion',
} as const

/** Of what these lines mean. It rises when an older Sitbone would misread them. Version 0.1.0 wrote format 1 without noting it. */
export const influxFormat = 1

/** Made once: names of fields by cell. */
const cellNames = Array.from({ length: 64 }, (_, cell) => ({ count: `,c${cell}=`, kpa: `,p${cell}Kpa=` }))

/** `kpaUnknown=true` marks a frame of a calibrated cushion in which every cell is left out: without it that frame
 * would read as one of relative mode, which has no pressures at all. */
export function writeFrames(lines: LineBytes, cushion: string, frames: FrameColumns): void {
  const { atMs, boot, seq, boardMs, counts, kpa } = frames
  const head = `${measurement.frame},cushion=${cushion} seq=`
  for (let i = 0; i < atMs.length; i++) {
    lines.begin()
    lines.text(head)
    lines.whole(seq[i] ?? 0)
    lines.text('i,boot=')
    lines.whole(boot[i] ?? 0)
    lines.text('i,boardMs=')
    lines.whole(boardMs[i] ?? 0)
    lines.text('i')
    for (let cell = 0; cell < counts.length; cell++) {
      lines.text(cellNames[cell]?.count ?? `,c${cell}=`)
      lines.whole(counts[cell]?.[i] ?? 0)
    }
    if (kpa !== null) writeKpa(lines, kpa, i)
    lines.text(' ')
    lines.whole(atMs[i] ?? 0)
  }
}

function writeKpa(lines: LineBytes, kpa: NonNullable<FrameColumns['kpa']>, i: number): void {
  let known = false
  for (let cell = 0; cell < kpa.length; cell++) {
    const value = kpa[cell]?.[i] ?? null
    if (value === null) continue
    known = true
    lines.text(cellNames[cell]?.kpa ?? `,p${cell}Kpa=`)
    lines.hundredths(value)
  }
  if (!known) lines.text(',kpaUnknown=true')
}

export function minuteLine(cushion: string, minute: MinuteSummary): string {
  const fields: string[] = []
  for (const column of minuteColumns) {
    const value = minute[column]
    if (value !== null) fields.push(`${column}=${value}${isWhole(column) ? 'i' : ''}`)
  }
  return `${measurement.minute},cushion=${cushion} ${fields.join(',')} ${minute.atMs}`
}

export const boutLine = (cushion: string, bout: Bout): string =>
  `${measurement.bout},cushion=${cushion} endedAtMs=${bout.endedAtMs}i,boutS=${bout.boutS} ${bout.startedAtMs}`

/** With times in nanoseconds. */
export const eventLines = (cushion: string, events: readonly CushionEvent[]): string[] =>
  placeEvents(events).map(({ atMs, slot, event }) => {
    const ns = `${atMs}${String(slot).padStart(6, '0')}`
    return `${measurement.event},cushion=${cushion} kind=${text(event.kind)},body=${text(plainJson(event))} ${ns}`
  })

export const cushionLine = (cushion: string, known: { simulated: boolean; notedMs: number }): string =>
  `${measurement.cushion},cushion=${cushion} simulated=${known.simulated},format=${influxFormat}i ${known.notedMs}`

const text = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** ASCII only, as lines are written byte by letter (line-bytes.ts). */
const plainJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
