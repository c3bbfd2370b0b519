/** Left and right ischial pressure with their uncertainty, against the limits. */
import type { Side } from '../../../../../core/model/zones.ts'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import {
  errorFigure,
  limitFigure,
  loadFigure,
  loadUnit,
  pressureFigure,
  relativeFigure,
} from '../../words/units.ts'

export function Sides() {
  return (
    <div class="sides">
      <SideFigures side="left" />
      <SideFigures side="right" />
    </div>
  )
}

function SideFigures({ side }: { readonly side: Side }) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const live = session.live.value
  const state = session.state.value
  const limits = session.tolerance.value?.[side]
  const relative = session.relative.value
  const fresh = session.freshKind.value === 'live'
  const left = side === 'left'
  const kpa = (left ? live?.leftPpiKpa : live?.rightPpiKpa) ?? null
  const errorKpa = (left ? live?.leftErrorKpa : live?.rightErrorKpa) ?? null
  const ratio = (left ? live?.leftRelative : live?.rightRelative) ?? null
  const loadKpaMin = state?.[side].loadKpaMin ?? null
  const error = errorFigure(errorKpa, unit)
  const name = left ? 'Left' : 'Right'
  const pressureLimit = limits?.pressureKpa ?? null
  const loadLimit = limits?.loadKpaMin ?? null
  return (
    <section class={`side ${fresh ? '' : 'muted'}`} aria-label={`${name} sit bone`}>
      <h3 class={side}>{name}</h3>
      <p class="side-figure">
        <b>{relative ? relativeFigure(ratio) : pressureFigure(kpa, unit)}</b>{' '}
        <span>{relative ? '× baseline' : `${unit}${error === null ? '' : ` ± ${error}`}`}</span>
      </p>
      <div class="bar">
        <div class="between small">
          <strong>Pressure</strong>
          <span>
            {relative
              ? 'limit needs kPa'
              : pressureLimit === null
                ? 'not watched'
                : `limit ${limitFigure(pressureLimit, unit)}`}
          </span>
        </div>
        <Meter
          label={`${name} pressure against its limit`}
          fraction={relative || pressureLimit === null || kpa === null ? null : kpa / pressureLimit}
          colour={side}
        />
      </div>
      <div class="bar">
        <div class="between small">
          <strong>Load, {loadUnit(unit)}</strong>
          <span>
            {relative
              ? 'needs kPa'
              : loadLimit === null
                ? `${loadFigure(loadKpaMin, unit)}, not watched`
                : `${loadFigure(loadKpaMin, unit)} of ${loadFigure(loadLimit, unit)}`}
          </span>
        </div>
        <Meter
          label={`${name} load against its limit`}
          fraction={loadLimit === null || loadKpaMin === null ? null : loadKpaMin / loadLimit}
          colour={side}
        />
      </div>
    </section>
  )
}
