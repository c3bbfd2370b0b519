/** The thread behind past.ts: simulated frames -> core -> batches -> store, day after day, as fast as it goes. */
import { parentPort, workerData } from 'node:worker_threads'
import type { RecordBatch } from '../../contract/record.ts'
import { CushionCore } from '../../core/cushion-core.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import type { CoreSnapshot } from '../../core/model/types.ts'
import { dayMs } from '../../core/time/calendar.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { BatchBuilder } from '../../gateway/runtime/batch-builder.ts'
import { silentLog } from '../../platform/log.ts'
import { loadScenario, simulatePast } from '../../simulator/index.ts'
import { openStore } from '../../store/open-store.ts'
import type { PastMessage, PastRequest } from './past.ts'

/** Enough for every event of sitting, and a fifth of the work of a live board's 10 Hz. */
const rateHz = 2
const readingsPerWrite = 20_000
/** So long before now the sitter got up: the live one begins by sitting down, with most of the load recovered. */
const pauseMs = 20 * 60_000

const request: PastRequest = workerData
const say = (message: PastMessage) => parentPort?.postMessage(message)

const store = openStore(request.store, silentLog)
await store.start()
const scenario = await loadScenario(request.scenario)
const day = { zone: request.zone, startHour: request.dayStartHour }
const todayMs = new ZoneDays(day).at(request.nowMs).startMs
const firstMs = todayMs - request.days * dayMs
let readings = 0

// The live core waits for the end of today's part, but not until it is written.
const today: RecordBatch[][] = []
if (request.withToday) {
  const snapshot = await stretch(todayMs, request.nowMs, (batches) => today.push(batches))
  say({ kind: 'today', snapshot })
}
for (const batches of today) await store.write(batches)
await stretch(firstMs, todayMs, (batches) => store.write(batches))
await store.stop()
say({ kind: 'done', readings })

/** Simulates one stretch; @returns the core's state at its end, null when the sitter was never there */
async function stretch(
  fromMs: number,
  toMs: number,
  take: (batches: RecordBatch[]) => unknown,
): Promise<CoreSnapshot | null> {
  const { id, layout, calibration } = request.cushion
  const core = new CushionCore({
    cushion: id,
    simulated: true,
    layout,
    calibration,
    tolerance: startingTolerance,
    bits: 10,
    rateHz,
    day,
  })
  const builder = new BatchBuilder({ gateway: request.gateway, cushion: id, simulated: true })
  let batch = 0
  let gathered = 0
  let lastAtMs: number | null = null
  const leavesMs = request.nowMs - pauseMs
  const handOver = async () => {
    await take(builder.take().map((content): RecordBatch => JSON.parse(content(++batch, 'simulated-past'))))
    readings += gathered
    gathered = 0
  }
  for (const frame of simulatePast({ ...request, scenario, fromMs, toMs, leavesMs, rateHz, layout })) {
    const output = core.frame(frame)
    builder.frame(frame, output.reading.kpa())
    builder.output(output)
    lastAtMs = frame.atMs
    if (++gathered < readingsPerWrite) continue
    await handOver()
    if (frame.atMs < todayMs) say({ kind: 'progress', done: frame.atMs - firstMs, of: todayMs - firstMs })
  }
  if (lastAtMs === null) return null
  await handOver()
  return core.snapshot()
}
