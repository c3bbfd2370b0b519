/**
 * The ticks that a core gets during a gap, as from a running gateway: each second while alarms are due, then each minute. After
 * that nothing changes, however long the gap is.
 */
const secondMs = 1000
const eachSecondForMs = 65_000
const eachMinuteForMs = 75 * 60_000

export function* gapTicks(fromMs: number, toMs: number): Generator<number> {
  let atMs = fromMs + secondMs
  while (atMs < toMs && atMs - fromMs <= eachMinuteForMs) {
    yield atMs
    atMs += atMs - fromMs < eachSecondForMs ? secondMs : 60 * secondMs
  }
}
