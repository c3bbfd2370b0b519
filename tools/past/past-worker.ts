/** The thread behind past.ts: simulated frames -> core -> batches -> store, day by day, at full speed. */
import { parentPort, workerData } from 'node:worker_threads'
import type { RecordBatch } from '../../contract/record.ts'
import type { CoreSnapshot } from '../../core/model/types.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { silentLog } from '../../platform/log.ts'
import { loadScenario } from '../../simulator/index.ts'
import { openStore } from '../../store/open-store.ts'
import type { PastMessage, PastRequest } from './past.ts'
import { pastBatches } from './past-batches.ts'
import { pastCore, pastRateHz } from './past-core.ts'

const readingsPerPart = 20_000
/** The sitter got up this long ago: the live one starts by sitting down, with most of the load recovered. */
const pauseMs = 20 * 60_000

const request: PastRequest = workerData
const say = (message: PastMessage) => parentPort?.postMessage(message)

const store = await openStore(request.store, silentLog)
await store.start()
const scenario = await loadScenario(request.scenario)
const day = { zone: request.zone, startHour: request.dayStartHour }
const todayMs = new ZoneDays(day).at(request.nowMs).startMs
const firstMs = todayMs - request.days * dayMs
let readings = 0

// The live core waits for today's part, but not until it is written.
const today: (readonly RecordBatch[])[] = []
if (request.withToday) {
  const snapshot = await stretch(todayMs, request.nowMs, (batches) => today.push(batches))
  say({ kind: 'today', snapshot })
}
for (const batches of today) await store.write(batches)
await stretch(firstMs, todayMs, (batches) => store.write(batches))
await store.stop()
say({ kind: 'done', readings })

/** Simulates one period; @returns the core's state at its end, null if the sitter was never there */
async function stretch(
  fromMs: number,
  toMs: number,
  take: (batches: readonly RecordBatch[]) => unknown,
): Promise<CoreSnapshot | null> {
  const { id, layout, calibration } = request.cushion
  const core = pastCore({ cushion: id, layout, calibration, day })
  const leavesMs = request.nowMs - pauseMs
  const asked = { ...request, scenario, fromMs, toMs, leavesMs, layout, cushion: id }
  let lastAtMs: number | null = null
  for (const part of pastBatches(core, {
    ...asked,
    rateHz: pastRateHz,
    readingsPerPart,
    keepsFrames: true,
  })) {
    await take(part.batches)
    readings += part.readings
    lastAtMs = part.lastAtMs
    if (lastAtMs !== null && lastAtMs < todayMs)
      say({ kind: 'progress', done: lastAtMs - firstMs, of: todayMs - firstMs })
  }
  return lastAtMs === null ? null : core.snapshot()
}
