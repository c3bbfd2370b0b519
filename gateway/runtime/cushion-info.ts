/** The retained `info` of a cushion: put together from link, core and outbox, published when it changed, at most once a second. */

import type { CushionInfo } from '../../contract/info.ts'
import type { Calibration } from '../../core/model/calibration.ts'
import type { Layout } from '../../core/model/layout.ts'
import type { CellReport } from '../../core/model/types.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { calibrationMessage } from '../calibration/message.ts'
import type { BoardHello } from '../link/board.ts'
import type { Link } from '../link/link.ts'
import type { Outbox } from '../outbox/outbox.ts'

export interface InfoParts {
  readonly gateway: string
  readonly cushion: string
  readonly simulated: boolean
  readonly board: BoardHello | null
  readonly port: string
  readonly link: Link
  /** Set when readings are refused although the link is fine. */
  readonly refusal: string | null
  readonly layout: Layout
  readonly calibration: Calibration | null
  readonly baseline: CushionInfo['calibration']['baseline']
  /** What the calibration desk says beside it. */
  readonly extras: Partial<CushionInfo['calibration']>
  readonly cells: readonly CellReport[]
  readonly outbox: Outbox
}

const isoOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
const roundOrNull = (value: number | null) => (value === null ? null : Math.round(value))

export function cushionInfo(parts: InfoParts): CushionInfo {
  const { link, board } = parts
  const nowMs = link.nowMs()
  const { state, detail } = link.state()
  const { rejected, framesLost, clockOffsetMs, driftPpm } = link.counters()
  const { pendingBatches, pendingBytes, droppedBatches, oldestAtMs } = parts.outbox.counters(parts.cushion)
  return {
    v: 1,
    at: new Date(nowMs).toISOString(),
    gateway: parts.gateway,
    simulated: parts.simulated,
    clock: link.clock(),
    board:
      board === null
        ? null
        : {
            id: board.id,
            dev: board.dev,
            firmware: board.firmware,
            channels: board.channels,
            bits: board.bits,
            rateHz: board.rateHz,
            resetCause: board.resetCause,
            boot: board.boot,
          },
    link: {
      state: parts.refusal === null ? state : 'refused',
      detail: parts.refusal ?? detail,
      port: parts.port,
      rejected: { ...rejected },
      framesLost,
      clockOffsetMs: roundOrNull(clockOffsetMs),
      driftPpm: roundOrNull(driftPpm),
    },
    layout: parts.layout,
    calibration: { ...calibrationInfo(parts, nowMs), ...parts.extras },
    cells: parts.cells.map(({ index, verdict, sinceMs, advice }) => ({
      index,
      verdict,
      since: isoOrNull(sinceMs),
      advice,
    })),
    outbox: {
      pendingBatches,
      pendingBytes,
      droppedBatches,
      oldestAt: isoOrNull(oldestAtMs),
      setAside: parts.outbox.setAside,
    },
  }
}

function calibrationInfo(
  { calibration, baseline, extras }: InfoParts,
  nowMs: number,
): CushionInfo['calibration'] {
  if (calibration === null) {
    const message =
      'This cushion has no calibration: pressures are shown against your own comfortable sitting ("x baseline"), not in kPa.'
    return {
      mode: 'relative',
      madeAt: null,
      surface: null,
      ageDays: null,
      baseline: baseline ?? 'none',
      message,
    }
  }
  const madeAtMs = Date.parse(calibration.madeAt)
  const ageDays = Math.max(0, Math.floor((nowMs - madeAtMs) / dayMs))
  return {
    mode: 'calibrated',
    madeAt: new Date(madeAtMs).toISOString(),
    surface: calibration.surface,
    ageDays,
    baseline: null,
    message: calibrationMessage(calibration, { ageDays, surfaceChanged: extras.surfaceChangedAt != null }),
  }
}

/** One a second, and up to three at once after a quiet time: connecting is three changes in an instant. */
const betweenMs = 1000
const burst = 3
/** Counters that change all the time alone are worth a message only now and then. */
const countersEveryMs = 10_000

/** Decides when an info is worth publishing. Times are monotonic. */
export class InfoPace {
  #main = ''
  #counters = ''
  #procedure = ''
  #atMs = Number.NEGATIVE_INFINITY
  #tokens = burst
  #tokensAtMs = Number.NEGATIVE_INFINITY

  /** True when it should be published now; then it counts as published. */
  due(info: CushionInfo, nowMs: number): boolean {
    this.#tokens = Math.min(burst, this.#tokens + (nowMs - this.#tokensAtMs) / betweenMs)
    this.#tokensAtMs = nowMs
    // Somebody stands there with a weight in the hand: each step is told at once.
    const procedure = JSON.stringify(info.calibration.procedure ?? null)
    const stepped = procedure !== this.#procedure
    if (this.#tokens < 1 && !stepped) return false
    const { at: _at, outbox, link, ...rest } = info
    const { rejected, framesLost, clockOffsetMs: _offset, driftPpm: _drift, ...linkRest } = link
    const waiting = outbox.pendingBatches > 10
    const main = JSON.stringify([rest, linkRest, outbox.droppedBatches, outbox.setAside, waiting])
    const counters = JSON.stringify([rejected, framesLost, outbox.pendingBatches])
    const due = main !== this.#main || (counters !== this.#counters && nowMs - this.#atMs >= countersEveryMs)
    if (!due) return false
    this.#tokens = Math.max(0, this.#tokens - 1)
    this.#procedure = procedure
    this.#main = main
    this.#counters = counters
    this.#atMs = nowMs
    return true
  }

  /** The broker may have forgotten: publish at the next occasion. */
  again(): void {
    this.#main = ''
  }
}
