/** What the replay says about the moment that it shows. Pure. */
import type { CushionEvent } from '../../../../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../../../../core/model/schemas/minutes.ts'
import type { BoutSpan } from '../../session/day/day-shape.ts'
import { durationWords } from '../../words/durations.ts'
import { type PressureUnit, pressureFigure, relativeFigure } from '../../words/units.ts'
import type { Picture } from './replay-picture.ts'

const minuteMs = 60_000

/** `Sitting for 20 min, since 10:12`. */
export function sittingWords(
  { kind }: Picture,
  atMs: number,
  { spans, time }: { readonly spans: readonly BoutSpan[]; readonly time: (atMs: number) => string },
): string {
  if (kind === 'gap') return 'No readings at this moment'
  const span = spans.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
  return span === undefined
    ? 'Not sitting'
    : `Sitting for ${durationWords((atMs - span.fromMs) / 1000)}, since ${time(span.fromMs)}`
}

/** What the picture is made of. */
export function pictureWords(picture: Picture, stepMs: number): string {
  switch (picture.kind) {
    case 'reading':
      return picture.step.frames === 1
        ? 'One reading.'
        : `Mean of ${picture.step.frames} readings in ${durationWords(stepMs / 1000)}.`
    case 'minute':
      return 'The single readings of this time are no longer kept. These are the means of the minute.'
    case 'gap':
      return 'Nothing was recorded, so nothing is drawn. It does not count as rest.'
    case 'loading':
      return 'Loading this moment.'
    case 'problem':
      return 'This part of the day could not be loaded.'
  }
}

export interface SideFigures {
  readonly left: string
  readonly right: string
  readonly unit: string
}

/** Of the reading; where it has no pressure, of its minute. */
export function sideFigures(picture: Picture, minute: MinuteSummary | null, unit: PressureUnit): SideFigures {
  const inKpa = (left: number | null, right: number | null): SideFigures => ({
    left: pressureFigure(left, unit),
    right: pressureFigure(right, unit),
    unit,
  })
  if (picture.kind === 'reading' && picture.step.kpa !== null)
    return inKpa(picture.step.leftKpa, picture.step.rightKpa)
  if (picture.kind === 'gap' || minute === null) return inKpa(null, null)
  const { leftMeanKpa, rightMeanKpa, leftMeanRelative, rightMeanRelative } = minute
  if (leftMeanKpa !== null || rightMeanKpa !== null) return inKpa(leftMeanKpa, rightMeanKpa)
  return {
    left: relativeFigure(leftMeanRelative),
    right: relativeFigure(rightMeanRelative),
    unit: '× baseline, this minute',
  }
}

export const minuteAt = (minutes: readonly MinuteSummary[], atMs: number): MinuteSummary | null =>
  minutes.find((minute) => minute.atMs <= atMs && atMs < minute.atMs + minuteMs) ?? null

/** What keeps figures of this day from being compared with each other. */
export function calibrationWords(
  events: readonly CushionEvent[],
  time: (atMs: number) => string,
): readonly string[] {
  const changes = events.filter(({ kind }) => kind === 'calibration-changed')
  if (changes.length === 0) return []
  const times = changes.map(({ at }) => time(Date.parse(at))).join(' and ')
  return [`The calibration changed at ${times}: pressures before and after do not compare exactly.`]
}

export const relativeWords =
  'Not calibrated at this time: raw counts of each cell. Compare a cell with itself, not with another.'

export const otherLayoutWords = (recorded: number, now: number): string =>
  `These readings come from a cushion with ${recorded} cells; the layout of today has ${now}. The cells cannot be placed.`
