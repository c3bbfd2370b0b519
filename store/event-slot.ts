/**
 * Where an event stands among the events of the same millisecond.
 *
 * An event is keyed by cushion, time, kind and what it is about. InfluxDB keys a point by time and tags alone, and the
 * only tag is the cushion, so each event gets a slot of its own within its millisecond: nanoseconds 0..999,999 from a
 * hash of its key. The same event always lands in the same slot (twice is once); two events of one millisecond lie
 * apart. Should two keys meet in a slot (one in a million pairs), `placeEvents` moves the later key on by one, which is
 * repeatable because events of one millisecond are made by one step and travel in one batch.
 */
import { fnv1a } from '../core/model/fnv1a.ts'
import type { CushionEvent } from '../core/model/schemas/events.ts'

export const slotsPerMs = 1_000_000

export const eventKey = (event: CushionEvent): string =>
  [event.kind, event.alertId ?? '', event.alertKind ?? '', event.cell ?? '', event.side ?? ''].join('|')

/** Its hash, folded into the slots of a millisecond. */
export const slotOf = (key: string): number => fnv1a(key) % slotsPerMs

export interface PlacedEvent {
  readonly atMs: number
  readonly slot: number
  readonly key: string
  readonly event: CushionEvent
}

/** Events with their slots; of several with one key and time only the last stays. */
export function placeEvents(events: readonly CushionEvent[]): PlacedEvent[] {
  const byKey = new Map<string, { atMs: number; key: string; event: CushionEvent }>()
  for (const event of events) {
    const key = eventKey(event)
    const atMs = Date.parse(event.at)
    byKey.set(`${atMs}|${key}`, { atMs, key, event })
  }
  const taken = new Set<number>()
  const placed: PlacedEvent[] = []
  let atMs = Number.NaN
  for (const one of [...byKey.values()].sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1))) {
    if (one.atMs !== atMs) taken.clear()
    atMs = one.atMs
    let slot = slotOf(one.key)
    while (taken.has(slot)) slot = (slot + 1) % slotsPerMs
    taken.add(slot)
    placed.push({ ...one, slot })
  }
  return placed
}
