/** Left and right ischial pressure with their uncertainty, against the limits. */
import type { Live } from '../../../../../core/model/schemas/live.ts'
import type { Side } from '../../../../../core/model/schemas/zones.ts'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import { useReader } from '../../session/use-reader.ts'
import { withError } from '../../words/differences.ts'
import {
  errorFigure,
  limitFigure,
  loadFigure,
  loadUnit,
  type PressureUnit,
  pressureFigure,
  relativeFigure,
} from '../../words/units.ts'
import { useAlerting } from './alerting.ts'
import { CompareChange } from './compare-change.tsx'
import { LoadExplained } from './load-explained.tsx'

export function Sides() {
  return (
    <div>
      <Doubts />
      <div class="sides">
        <SideFigures side="left" />
        <SideFigures side="right" />
      </div>
      <LoadExplained />
      <CompareChange />
    </div>
  )
}

/** What may be wrong with the figures of the sides, and what to do. */
function Doubts() {
  const state = useApp().session.state.value
  const said = useReader()
  return (
    <>
      {state?.sidesInDoubt === true && (
        <p class="small sides-in-doubt">
          <strong>Left and right may be mixed up</strong>, so both show the more loaded side. Compare the
          plugs with the wiring table, then do the <a href="calibration">lean check</a>.
        </p>
      )}
      {state?.askew === true && (
        <p class="small sides-in-doubt">
          <strong>The cushion may lie askew.</strong>{' '}
          {said('One side carries much less than it usually does when you sit down.')} Stand up, straighten
          the cushion, and sit down again.
        </p>
      )}
      {state?.checkDue === true && (
        <p class="small sides-in-doubt">
          <strong>The readings have slowly drifted,</strong> as they can when cells age.{' '}
          <a href="calibration">Check the cells with one weight</a>: it takes two minutes.
        </p>
      )}
    </>
  )
}

function SideFigures({ side }: { readonly side: Side }) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const live = session.live.value
  const limits = session.tolerance.value?.[side]
  const relative = session.relative.value
  const fresh = session.freshKind.value === 'live'
  const calm = !useAlerting()
  const seen = sideOf(live, side)
  const loadKpaMin = session.state.value?.[side].loadKpaMin ?? null
  const error = errorFigure(seen.errorKpa, unit)
  const name = side === 'left' ? 'Left' : 'Right'
  const pressureLimit = limits?.pressureKpa ?? null
  const loadLimit = limits?.loadKpaMin ?? null
  return (
    <section class={`side ${fresh ? '' : 'muted'}`} aria-label={`${name} sit bone`}>
      <h3 class={side}>{name}</h3>
      <p class="side-figure">
        <b>{relative ? relativeFigure(seen.ratio) : pressureFigure(seen.kpa, unit)}</b>{' '}
        <span>{relative ? '× baseline' : error === null ? unit : withError(unit, error)}</span>
      </p>
      <div class="bar">
        <div class="between small">
          <strong>Pressure</strong>
          <span>{relative ? 'needs calibration' : pressureLimitWords(pressureLimit, unit)}</span>
        </div>
        <Meter
          label={`${name} pressure against its limit`}
          fraction={relative ? null : shareOf(seen.kpa, pressureLimit)}
          colour={side}
          calm={calm}
        />
      </div>
      <div class="bar">
        <div class="between small">
          <strong>Load now, {loadUnit(unit)}</strong>
          <span>{relative ? 'needs calibration' : loadWords(loadKpaMin, loadLimit, unit)}</span>
        </div>
        <Meter
          label={`${name} load now against its limit`}
          fraction={shareOf(loadKpaMin, loadLimit)}
          colour={side}
          calm={calm}
        />
      </div>
    </section>
  )
}

/** The figures of one side; null where unknown. */
function sideOf(live: Live | null, side: Side) {
  if (live === null) return { kpa: null, errorKpa: null, ratio: null }
  return side === 'left'
    ? { kpa: live.leftPpiKpa, errorKpa: live.leftErrorKpa, ratio: live.leftRelative }
    : { kpa: live.rightPpiKpa, errorKpa: live.rightErrorKpa, ratio: live.rightRelative }
}

const shareOf = (value: number | null, limit: number | null): number | null =>
  value === null || limit === null ? null : value / limit

const pressureLimitWords = (limit: number | null, unit: PressureUnit): string =>
  limit === null ? 'not watched' : `limit ${limitFigure(limit, unit)}`

const loadWords = (load: number | null, limit: number | null, unit: PressureUnit): string =>
  limit === null
    ? `${loadFigure(load, unit)}, not watched`
    : `${loadFigure(load, unit)} of ${loadFigure(limit, unit)}`
