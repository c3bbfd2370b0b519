/** The thread behind cohort-filling.ts: chapter after chapter through the core into the store. */
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { CushionCore } from '../../core/cushion-core.ts'
import type { Bout } from '../../core/model/schemas/bouts.ts'
import type { CushionEvent } from '../../core/model/schemas/events.ts'
import type { MinuteSummary } from '../../core/model/schemas/minutes.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { silentLog } from '../../platform/log.ts'
import { openStore } from '../../store/open-store.ts'
import { pastBatches } from '../past/past-batches.ts'
import { pastCore } from '../past/past-core.ts'
import type { Chapter, Stretch } from './chapters.ts'
import type { SatDay } from './check-ins.ts'
import type { FillingMessage, FillingRequest } from './cohort-filling.ts'

/** A write keeps others from the store while it lasts. */
const readingsPerPart = 2000
/** Between two writes, so that whoever waits for the store gets it: the live readings of this program. */
const pauseMs = 2

const request: FillingRequest = workerData
const day = { zone: request.zone, startHour: request.startHour }
const zoned = new ZoneDays(day)
const say = (message: FillingMessage) => parentPort?.postMessage(message)

const store = await openStore(request.store, silentLog)
await store.start()
for (const chapter of request.chapters) {
  const sat = await fill(chapter)
  say({ kind: 'chapter', id: chapter.id, sat })
}
await store.stop()

async function fill({ id, stretches }: Chapter): Promise<readonly SatDay[]> {
  const sat = new Map<string, SatDay>()
  let open: { readonly core: CushionCore; readonly stretch: Stretch } | null = null
  const wholeMs = stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  let doneMs = 0
  for (const stretch of stretches) {
    const { core, events } = begin(open, stretch)
    open = { core, stretch }
    const { scenario, seed, fromMs, toMs, rateHz, keepsFrames, lostHours, openCell, cushion } = stretch
    const parts = pastBatches(core, {
      ...{ scenario, seed, fromMs, toMs, rateHz, keepsFrames, lostHours, cushion, readingsPerPart },
      ...{ gateway: request.gateway, zone: request.zone, layout: request.layout },
      cellFaults: openCell === null ? [] : [{ cell: openCell, fault: { kind: 'open' } }],
      before: { minutes: [], bouts: [], events },
    })
    for (const { batches, lastAtMs } of parts) {
      await store.write(batches)
      await delay(pauseMs)
      for (const { minutes, bouts } of batches) add(sat, minutes, bouts)
      say({ kind: 'progress', id, share: (doneMs + ((lastAtMs ?? fromMs) - fromMs)) / wholeMs })
    }
    doneMs += toMs - fromMs
  }
  return [...sat.values()]
}

/** The core goes on as long as it is the same cushion with the same calibration; what changed is an event of this moment. */
function begin(
  last: { readonly core: CushionCore; readonly stretch: Stretch } | null,
  stretch: Stretch,
): { readonly core: CushionCore; readonly events: readonly CushionEvent[] } {
  const { cushion, calibration, tolerance, fromMs, rateHz } = stretch
  const sameSeat = last?.stretch.cushion === cushion
  const sameUnit = sameSeat && last.stretch.calibration?.madeAt === calibration?.madeAt
  if (last !== null && sameUnit) {
    const sameLimits = JSON.stringify(last.stretch.tolerance) === JSON.stringify(tolerance)
    return { core: last.core, events: sameLimits ? [] : last.core.setTolerance(tolerance, fromMs).events }
  }
  const core = pastCore({ cushion, calibration, tolerance, rateHz, layout: request.layout, day })
  const at = new Date(fromMs).toISOString()
  return { core, events: sameSeat ? [{ v: 1, at, kind: 'calibration-changed' }] : [] }
}

function add(sat: Map<string, SatDay>, minutes: readonly MinuteSummary[], bouts: readonly Bout[]): void {
  const dayAt = (atMs: number): SatDay => {
    const { day: date } = zoned.at(atMs)
    return sat.get(date) ?? { day: date, seatedS: 0, ptiKpaMin: null, longestBoutS: 0 }
  }
  for (const { atMs, seatedS, leftPtiKpaMin: left, rightPtiKpaMin: right } of minutes) {
    if (seatedS === 0) continue
    const known = dayAt(atMs)
    const pti = left === null || right === null ? known.ptiKpaMin : (known.ptiKpaMin ?? 0) + left + right
    sat.set(known.day, { ...known, seatedS: known.seatedS + seatedS, ptiKpaMin: pti })
  }
  for (const { startedAtMs, boutS } of bouts) {
    const known = dayAt(startedAtMs)
    sat.set(known.day, { ...known, longestBoutS: Math.max(known.longestBoutS, boutS) })
  }
}
