/**
 * The moments at which a core is told that time passes without readings, as a running gateway does: each second while alarms
 * fall due, then each minute. After that nothing changes any more, however long the gap is.
 */
const SECOND_MS = 1000
const EACH_SECOND_FOR_MS = 65_000
const EACH_MINUTE_FOR_MS = 75 * 60_000

export function* gapTicks(fromMs: number, toMs: number): Generator<number> {
  let atMs = fromMs + SECOND_MS
  while (atMs < toMs && atMs - fromMs <= EACH_MINUTE_FOR_MS) {
    yield atMs
    atMs += atMs - fromMs < EACH_SECOND_FOR_MS ? SECOND_MS : 60 * SECOND_MS
  }
}
