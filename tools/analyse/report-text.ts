/** An analysis as a short report for people, with units and the safety text. */
import type { AnalysisResult } from './analysis-result.ts'

/** `safety`: the sentence on every report. Times are shown in `zone`. */
export function reportText(
  result: AnalysisResult,
  { file, zone, safety }: { file: string; zone: string; safety: string },
): string {
  const { recording, load } = result
  const time = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  const when = (iso: string | null) => (iso === null ? 'never' : time.format(new Date(iso)).replace(',', ''))
  const lines = [
    ...(result.assumptions.length === 0
      ? []
      : [`Assumed: ${result.assumptions.map(({ text }) => text).join('; ')}.`, '']),
    `Recording ${file}`,
    recording.from === null
      ? 'It has no usable readings.'
      : `${when(recording.from)} to ${when(recording.to)} (${zone}), ${recording.frames} readings at ${recording.rateHz} Hz, ${recording.bits} bits${recording.law === 'linear' ? ', linear sensors' : ''}`,
    ...(recording.simulated ? ['This is simulated data.'] : []),
    '',
    `Seated            ${duration(result.seatedS)} in ${result.bouts.length} ${plural(result.bouts.length, 'bout')}`,
    `Off the seat      ${duration(result.emptyS)}`,
    `Unknown           ${duration(result.unknownS)}${result.unknownS > 0 ? ' (no readings: neither sitting nor rest)' : ''}`,
    `Usual bout (W50)  ${result.usualBoutS === null ? 'not known' : duration(result.usualBoutS)}`,
    `Weight shifts     ${result.weightShifts.length}`,
    `Pressure reliefs  ${result.pressureReliefs.length}`,
  ]
  if (result.mode === 'relative') {
    lines.push('Load              not known without a calibration (name one with --calibration)')
  } else {
    lines.push(
      `Load at the end   left ${kpaMin(load.leftKpaMin)}, right ${kpaMin(load.rightKpaMin)}`,
      `Pressure x time   left ${kpaMin(load.leftPtiKpaMin)}, right ${kpaMin(load.rightPtiKpaMin)}`,
    )
  }
  lines.push('', ...boutLines(result, when), ...alertLines(result, when), ...cellLines(result, when))
  const rejected = Object.entries(result.rejected).filter(([, count]) => count > 0)
  if (rejected.length > 0) {
    const firstLine = new Map<string, number>(result.rejectedFirst.map(({ reason, line }) => [reason, line]))
    const each = rejected.map(
      ([reason, count]) => `${reason} ${count} (first in line ${firstLine.get(reason) ?? '?'})`,
    )
    lines.push(`Lines not used: ${each.join(', ')}`)
  }
  lines.push('', safety, '')
  return lines.join('\n')
}

type When = (iso: string | null) => string
const shownBouts = 20

function boutLines({ bouts }: AnalysisResult, when: When): string[] {
  const shown = bouts.slice(-shownBouts).map((bout) => `  ${when(bout.startedAt)}  ${duration(bout.boutS)}`)
  if (shown.length === 0) return []
  return [bouts.length > shownBouts ? `Bouts (the last ${shownBouts})` : 'Bouts', ...shown, '']
}

function alertLines({ alerts }: AnalysisResult, when: When): string[] {
  if (alerts.length === 0) return ['Alerts: none', '']
  const shown = alerts
    .slice(-shownBouts)
    .map(({ at, kind, side, level }) => `  ${when(at)}  ${kind}${side === null ? '' : ` ${side}`}: ${level}`)
  return [
    alerts.length > shownBouts ? `Alerts (the last ${shownBouts} of ${alerts.length})` : 'Alerts',
    ...shown,
    '',
  ]
}

function cellLines({ cells, cellVerdicts }: AnalysisResult, when: When): string[] {
  const bad = cells.filter(({ verdict }) => verdict !== 'ok')
  if (bad.length === 0)
    return [
      cellVerdicts.length === 0 ? 'Cells: all good' : 'Cells: all good at the end, but not throughout',
      '',
    ]
  return [
    'Cells that looked wrong at the end',
    ...bad.map(({ index, verdict, since }) => `  cell ${index}: ${verdict} since ${when(since)}`),
    '',
  ]
}

const kpaMin = (value: number | null): string =>
  value === null ? 'not known' : `${value.toFixed(1)} kPa min`
const plural = (count: number, word: string): string => (count === 1 ? word : `${word}s`)

function duration(s: number): string {
  const whole = Math.round(s)
  const [h, min] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  if (h > 0) return `${h} h ${min} min`
  return min > 0 ? `${min} min ${whole % 60} s` : `${whole} s`
}
