/** What a row of the doubt table does to the cushion: things that lie on it, and troubles that spoil the reading. */
import type { Interval } from '../../simulator/body/schedule.ts'
import type { Thing, ThingKind } from '../../simulator/body/things.ts'
import type { FsrSpread } from '../../simulator/cells/fsr-part.ts'
import type { Trouble } from '../../simulator/cells/trouble.ts'

export interface DoubtRow {
  readonly name: string
  readonly thing?: { readonly kind: ThingKind; readonly massKg: number }
  readonly trouble?: Omit<Trouble, 'fromMs'>
  readonly spread?: Partial<FsrSpread>
  /** Another posture every minute or so, and two moves a minute in between. */
  readonly wriggles?: true
  /** Age of the calibration, weeks; half a week if not said. */
  readonly weeks?: number
}

const bag = (massKg: number): DoubtRow => ({ name: `bag of ${massKg} kg`, thing: { kind: 'bag', massKg } })

export const doubtRows: readonly DoubtRow[] = [
  { name: 'plain' },
  bag(1),
  bag(3),
  bag(5),
  { name: 'laptop', thing: { kind: 'laptop', massKg: 2 } },
  { name: 'cat of 4 kg', thing: { kind: 'cat', massKg: 4 } },
  { name: 'under a pile of 15 kg', thing: { kind: 'pile', massKg: 15 } },
  { name: 'half off the chair', trouble: { overEdge: { beyondXCm: 3, overCm: 7 } } },
  { name: 'slips', trouble: { slip: { asideCm: 1.5, forwardCm: 3 } } },
  { name: 'wriggles', wriggles: true },
  { name: 'aged 4 weeks', weeks: 4, trouble: { ageWeeks: 4 } },
  { name: 'aged 12 weeks', weeks: 12, trouble: { ageWeeks: 12 } },
  { name: 'heated seat', trouble: { warmerC: 12 } },
  { name: 'fold in the cover', trouble: { foldKpa: 3 } },
  { name: 'ADC bends by 1 %', spread: { bend: 0.01 } },
]

/** Of a sitter who wriggles. */
export const wriggling = {
  postureMin: 1,
  perHour: { weightShifts: 30, pressureReliefs: 4, fidgets: 100 },
  restlessness: 3,
}

const minuteMs = 60_000
const learning = { sittings: 12, sitMs: 4 * minuteMs, breakMs: 3 * minuteMs }
const measured = { sitMs: 20 * minuteMs, breakMs: 10 * minuteMs, boutBesideThingMs: 10 * minuteMs }
const thingForMs = 40 * minuteMs
/** A thing is put down, or taken away, this long after and before somebody sits. */
const asideMs = 20_000

export interface DoubtPlan {
  readonly bouts: readonly Interval[]
  readonly things: readonly Thing[]
  /** From here on it is measured, and the trouble is there. */
  readonly fromMs: number
  readonly toMs: number
}

/** Short sittings in which a core learns the sitter, then `hours` that are measured. */
export function planOfRow({ thing }: DoubtRow, startMs: number, hours: number): DoubtPlan {
  const bouts: Interval[] = []
  const things: Thing[] = []
  let atMs = startMs + minuteMs
  const sit = (ms: number) => {
    bouts.push({ fromMs: atMs, toMs: atMs + ms })
    atMs += ms
  }
  for (let i = 0; i < learning.sittings; i++) {
    sit(learning.sitMs)
    atMs += learning.breakMs
  }
  const fromMs = atMs
  const toMs = fromMs + hours * 60 * minuteMs
  while (atMs < toMs) {
    if (thing === undefined) {
      sit(measured.sitMs)
      atMs += measured.breakMs
      continue
    }
    sit(measured.boutBesideThingMs)
    things.push({ ...thing, fromMs: atMs + asideMs, toMs: atMs + asideMs + thingForMs })
    atMs += thingForMs + 2 * asideMs
  }
  return { bouts, things, fromMs, toMs }
}
