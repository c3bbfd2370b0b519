/** Left and right ischial pressure with their uncertainty, against the limits. */
import type { Live, Side } from '../../../../../contract/pages.ts'
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

type Unit = Parameters<typeof pressureFigure>[1]

function figuresOf(live: Live | null, side: Side) {
  const [kpa, errorKpa, ratio] =
    side === 'left'
      ? [live?.leftPpiKpa, live?.leftErrorKpa, live?.leftRelative]
      : [live?.rightPpiKpa, live?.rightErrorKpa, live?.rightRelative]
  return { kpa: kpa ?? null, errorKpa: errorKpa ?? null, ratio: ratio ?? null }
}

const fractionOf = (value: number | null, limit: number | null): number | null =>
  value === null || limit === null ? null : value / limit

const pressureLimitWords = (limit: number | null, unit: Unit): string =>
  limit === null ? 'not watched' : `limit ${limitFigure(limit, unit)}`

const loadWords = (load: number | null, limit: number | null, unit: Unit): string =>
  limit === null
    ? `${loadFigure(load, unit)}, not watched`
    : `${loadFigure(load, unit)} of ${loadFigure(limit, unit)}`

function SideFigures({ side }: { readonly side: Side }) {
  const { session, preferences } = useApp()
  const unit = preferences.unit.value
  const live = session.live.value
  const state = session.state.value
  const limits = session.tolerance.value?.[side]
  const relative = session.relative.value
  const fresh = session.freshKind.value === 'live'
  const { kpa, errorKpa, ratio } = figuresOf(live, side)
  const loadKpaMin = state?.[side].loadKpaMin ?? null
  const error = errorFigure(errorKpa, unit)
  const name = side === 'left' ? 'Left' : 'Right'
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
          <span>{relative ? 'limit needs kPa' : pressureLimitWords(pressureLimit, unit)}</span>
        </div>
        <Meter
          label={`${name} pressure against its limit`}
          fraction={relative ? null : fractionOf(kpa, pressureLimit)}
          colour={side}
        />
      </div>
      <div class="bar">
        <div class="between small">
          <strong>Load, {loadUnit(unit)}</strong>
          <span>{relative ? 'needs kPa' : loadWords(loadKpaMin, loadLimit, unit)}</span>
        </div>
        <Meter
          label={`${name} load against its limit`}
          fraction={fractionOf(loadKpaMin, loadLimit)}
          colour={side}
        />
      </div>
    </section>
  )
}
