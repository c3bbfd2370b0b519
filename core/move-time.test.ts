import { expect, it } from 'vitest'
import { nineMs, nobody, seat, TestCushion, tolerance } from './testing.ts'

const day = 86_400_000

/** A morning with every kind of moment that the core stores. */
function morning(moved: (cushion: TestCushion) => void) {
  const cushion = new TestCushion({
    tolerance: tolerance({ boutMin: 3, breakMin: 1, holdS: 30, alertAfterMin: 1 }),
  })
  cushion.hold(nobody, 20).hold(seat(12), 70)
  moved(cushion)
  cushion.hold(seat(5, 12), 22).hold(seat(14), 80)
  cushion.take(
    cushion.core.command({ verb: 'snooze', id: '1', kind: 'bout', minutes: 5 }, cushion.atMs).output,
  )
  moved(cushion)
  cushion.hold(nobody, 12)
  moved(cushion)
  cushion.hold(seat(25), 60).silence(20)
  moved(cushion)
  cushion.hold(seat(25), 30).hold(nobody, 30)
  moved(cushion)
  cushion.hold(nobody, 45).hold(seat(12), 40)
  return cushion
}

/** Figures that do not depend on the date; without the last digits, because the cushion's sway does. */
function figures({ events, bouts, core, atMs }: TestCushion) {
  const { seatedS, emptyS, unknownS } = core.totals()
  const { boutS, daySeatedS, level, alerts, left, right } = core.reading.state(atMs)
  return {
    kinds: events.map(({ kind }) => kind),
    bouts: bouts.map((bout) => [bout.boutS, bout.endedAtMs - bout.startedAtMs]),
    totals: { seatedS, emptyS, unknownS },
    now: {
      boutS,
      daySeatedS,
      level,
      alerts: alerts.map(({ kind, since }) => [kind, atMs - Date.parse(since)]),
    },
    load: [left.loadKpaMin, right.loadKpaMin].map((load) => load?.toFixed(0)),
  }
}

it.each([
  ['a day ahead', day],
  ['a day back', -day],
  ['years ahead', 250 * 365 * day],
  ['an hour back', -3_600_000],
])('a clock that is set %s changes nothing but the dates', (_name, byMs) => {
  const plain = morning(() => {})
  expect(plain.kinds()).toEqual(
    expect.arrayContaining(['bout-ended', 'weight-shift', 'alert-raised', 'alert-snoozed', 'alert-cleared']),
  )
  let by = 0
  const jumping = morning((cushion) => {
    const step = by === 0 ? byMs : -byMs
    by += step
    cushion.atMs += step
    cushion.take(cushion.core.moveTime(step))
  })
  expect(by).toBe(byMs)
  expect(figures(jumping)).toEqual(figures(plain))
})

it('moves every moment of the state, and no duration', () => {
  const plain = morning(() => {})
  const before = flat(plain.core.snapshot())
  plain.core.moveTime(day)
  const after = flat(plain.core.snapshot())
  for (const [path, value] of before) {
    if (path.includes('.minutes.')) continue
    // Every value in the range of this morning's times is such a moment.
    const isMoment = value > nineMs - day && value < nineMs + day
    expect([path, after.get(path)]).toEqual([path, isMoment ? value + day : value])
  }
})

function flat(value: unknown, path = '', into = new Map<string, number>()): Map<string, number> {
  if (typeof value === 'number') into.set(path, value)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) flat(inner, `${path}.${key}`, into)
  return into
}
