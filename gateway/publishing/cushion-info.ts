/** Builds the retained `info` of a cushion from link, board, core and outbox. */

import type { CushionInfo } from '../../contract/info.ts'
import type { Calibration } from '../../core/model/schemas/calibration.ts'
import type { Layout } from '../../core/model/schemas/layout.ts'
import { dayMs } from '../../core/time/calendar.ts'
import type { CalibrationService } from '../calibration/calibration-service.ts'
import { calibrationMessage } from '../calibration/message.ts'
import type { BoardHello } from '../link/board.ts'
import type { Link } from '../link/link.ts'
import type { Source } from '../link/sources/source.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { ConnectedBoard } from '../runtime/connected-board.ts'
import type { Pipeline } from '../runtime/pipeline.ts'

export interface InfoSources {
  readonly gateway: string
  readonly id: string
  readonly source: Source
  readonly layout: Layout
  /** The one from the settings, which applies until there is a core. */
  readonly calibration: Calibration | null
  readonly board: ConnectedBoard
  readonly link: Link
  readonly pipeline: Pipeline
  readonly calibrationService: CalibrationService
  readonly outbox: Outbox
}

const isoOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
const roundOrNull = (value: number | null) => (value === null ? null : Math.round(value))

/** Null until a board has identified itself, or there clearly is none, so that a cushion is not called real too early. */
export function cushionInfo(sources: InfoSources): CushionInfo | null {
  const { link, board, pipeline, outbox } = sources
  const { state, detail } = link.state()
  const { simulated, hello, refusal } = board
  if (simulated === null && (state === 'connecting' || state === 'handshake')) return null
  const nowMs = link.nowMs()
  const { rejected, framesLost, clockOffsetMs, driftPpm } = link.counters()
  const { pendingBatches, pendingBytes, droppedBatches, oldestAtMs } = outbox.counters(sources.id)
  return {
    v: 1,
    at: new Date(nowMs).toISOString(),
    gateway: sources.gateway,
    simulated: simulated ?? false,
    clock: link.clock(),
    board: hello === null ? null : boardInfo(hello),
    link: {
      state: refusal === null ? state : 'refused',
      detail: refusal ?? detail,
      port: sources.source.name,
      rejected: { ...rejected },
      framesLost,
      clockOffsetMs: roundOrNull(clockOffsetMs),
      driftPpm: roundOrNull(driftPpm),
    },
    layout: sources.layout,
    calibration: calibrationInfo(sources, nowMs),
    cells: (pipeline.core?.cells() ?? []).map(({ index, verdict, sinceMs, advice }) => ({
      index,
      verdict,
      since: isoOrNull(sinceMs),
      advice,
    })),
    outbox: {
      id: outbox.id,
      pendingBatches,
      pendingBytes,
      droppedBatches,
      oldestAt: isoOrNull(oldestAtMs),
      setAside: outbox.setAside,
    },
  }
}

function boardInfo(hello: BoardHello): CushionInfo['board'] {
  const { simulated: _own, ...board } = hello
  return board
}

function calibrationInfo(
  { pipeline, calibration: given, calibrationService }: InfoSources,
  nowMs: number,
): CushionInfo['calibration'] {
  const { core } = pipeline
  const calibration = core === null ? given : core.calibration
  const more = core === null ? {} : calibrationService.info(core.calibration)
  if (calibration === null) {
    const message =
      'This cushion has no calibration: pressures are shown against your own comfortable sitting ("x baseline"), not in kPa.'
    const baseline = core?.baseline ?? 'none'
    return { mode: 'relative', madeAt: null, surface: null, ageDays: null, baseline, message, ...more }
  }
  const madeAtMs = Date.parse(calibration.madeAt)
  const daysSince = (ms: number) => Math.max(0, Math.floor((nowMs - ms) / dayMs))
  const ageDays = daysSince(madeAtMs)
  // A check shows that it still holds.
  const sinceDays = daysSince(Math.max(madeAtMs, Date.parse(calibration.checkedAt ?? calibration.madeAt)))
  return {
    mode: 'calibrated',
    madeAt: new Date(madeAtMs).toISOString(),
    surface: calibration.surface,
    ageDays,
    baseline: null,
    message: calibrationMessage(calibration, {
      ageDays: sinceDays,
      surfaceChanged: more.surfaceChangedAt != null,
    }),
    ...more,
  }
}
