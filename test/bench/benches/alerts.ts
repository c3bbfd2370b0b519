/**
 * How often a person is told something over the demo's fortnight: its seed, scenario and limits, through the core as it is. The
 * fortnight is always the same one, so that two runs can be compared.
 */
import { calibrationSchema } from '../../../core/model/schemas/calibration.ts'
import { dayMs } from '../../../core/time/calendar.ts'
import { ZoneDays } from '../../../core/time/zone-days.ts'
import { fsr8 } from '../../../firmware-protocol/layout.ts'
import { resolveSettings } from '../../../settings/settings.ts'
import { exactCalibration, loadScenario, simulatePast } from '../../../simulator/index.ts'
import { pastCore, pastDays, pastRateHz } from '../../../tools/past/past-core.ts'
import type { Bench, BenchOptions, Row } from '../bench.ts'
import { scaled } from '../bench.ts'
import { AlertWatch } from '../parts/alert-watch.ts'
import type { Crossings } from '../parts/crossings.ts'

const endsMs = Date.parse('2026-11-29T04:00:00.000Z')
const zone = 'UTC'

export const alerts: Bench = {
  name: 'alerts',
  about: 'alerts and interruptions a day over the fortnight of the demo',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const days = scaled(pastDays, scale, 2)
    say(`simulating ${days} days of the demo`)
    const { watch, byDay } = await fortnight(days)
    return rowsOf(watch, byDay)
  },
}

interface DayCount {
  alerts: number
  raises: number
  told: number
}

async function fortnight(days: number): Promise<{ watch: AlertWatch; byDay: readonly DayCount[] }> {
  const {
    seed,
    scenario: name,
    'day-start': startHour,
  } = resolveSettings({ flags: {}, environment: {} }).values
  const scenario = await loadScenario(name)
  const day = { zone, startHour }
  const zoneDays = new ZoneDays(day)
  const calibration = calibrationSchema.parse(exactCalibration(seed, fsr8))
  const core = pastCore({ cushion: 'desk-1', layout: fsr8, calibration, day })
  const watch = new AlertWatch()
  const counts = new Map<number, DayCount>()
  let ends = { raises: 0, alerts: 0, told: 0 }
  let today = zoneDays.at(endsMs - days * dayMs)
  const fromMs = endsMs - days * dayMs
  const past = { scenario, seed, zone, layout: fsr8, rateHz: pastRateHz, withTruth: true }
  for (const frame of simulatePast({ ...past, fromMs, toMs: endsMs })) {
    if (frame.atMs >= today.endMs) today = zoneDays.at(frame.atMs)
    watch.step(core.frame(frame), { atMs: frame.atMs, seated: frame.truth?.occupied === true })
    const now = { raises: watch.raises, alerts: watch.alertIds.size, told: watch.told.length }
    const count = counts.get(today.startMs) ?? { alerts: 0, raises: 0, told: 0 }
    count.raises += now.raises - ends.raises
    count.alerts += now.alerts - ends.alerts
    count.told += now.told - ends.told
    counts.set(today.startMs, count)
    ends = now
  }
  return { watch, byDay: [...counts.values()] }
}

function rowsOf(watch: AlertWatch, byDay: readonly DayCount[]): Row[] {
  const perDay = (what: keyof DayCount) => byDay.map((count) => count[what])
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const daily = (what: string, counts: readonly number[]): Row => ({
    what: `${what} a day`,
    unit: '',
    value: mean(counts),
    more: { least: Math.min(...counts), most: Math.max(...counts) },
  })
  const none = { atMost: 0 }
  const { seconds, told } = watch
  const dayOf = (atMs: number) => Math.floor(atMs / dayMs)
  const untold = (what: string, crossings: Crossings, more: Pick<Row, 'target'> = {}): Row => ({
    what,
    unit: '',
    value: crossings.untold(told),
    ...more,
    more: {
      'of them in all': crossings.count,
      'fewest reminders for all, worst day': crossings.least(dayOf),
    },
  })
  const share = (part: number, whole: number) => (100 * part) / whole
  return [
    { what: 'bouts', unit: '', value: watch.bouts, more: { days: byDay.length } },
    { what: 'bouts that begin with a limit exceeded', unit: '', value: watch.boutsInRed },
    daily('alerts', perDay('alerts')),
    daily('raises', perDay('raises')),
    daily('interruptions', perDay('told')),
    {
      what: 'interruptions on the worst day',
      unit: '',
      value: Math.max(...perDay('told')),
      target: { atMost: 6 },
    },
    {
      what: 'interruptions while standing',
      unit: '',
      value: told.filter(({ standing }) => standing).length,
      target: none,
    },
    {
      what: 'interruptions within 10 min of the last without a level risen',
      unit: '',
      value: watch.tooSoon(),
      target: none,
    },
    untold('limits reached while seated that nobody was told of', watch.reached, { target: none }),
    untold('limits nearly reached (90 %) that nobody was told of', watch.near),
    untold('raises of single limits that nobody was told of', watch.each),
    {
      what: 'time off the seat with an open alert',
      unit: '%',
      value: share(seconds.standingWithAlert, seconds.standing),
    },
    {
      what: 'time on the seat with a limit exceeded',
      unit: '%',
      value: share(seconds.seatedInRed, seconds.seated),
    },
  ]
}
