/** One run of the fault harness on one arrangement: begin, hurt by schedule, heal, let it settle, compare. */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Random } from '../../simulator/random.ts'
import { type Arrangement, arrangeInflux, arrangeSqlite, cushion } from './arrangement.ts'
import { endPart, inflict, type Scene, startPart } from './inflict.ts'
import { Intake } from './intake.ts'
import { NumberedBoard } from './numbered-board.ts'
import { isEmptyBy } from './outbox-witness.ts'
import { describeFault, type FaultKind, makeSchedule } from './schedule.ts'
import { exportAll, importSetAside } from './store-export.ts'
import { StoreWatch } from './store-watch.ts'
import type { StoredRow } from './verdict.ts'
import { judge, keyOf, type Verdict } from './verdict.ts'

export interface RunOptions {
  readonly store: 'influx' | 'sqlite'
  readonly seed: number
  readonly minutes: number
  readonly only: readonly FaultKind[] | null
  /** Ended early: everything is stopped and removed, and the run rejects. */
  readonly signal: AbortSignal
  say(text: string): void
}

export interface RunReport extends Verdict {
  readonly store: 'influx' | 'sqlite'
  readonly seed: number
  readonly minutes: number
  readonly faults: Readonly<Record<string, number>>
  /** From the line on the cable to the first sight of it in the store, of frames that were due (s); an upper bound. */
  readonly longestDelayS: number
  readonly medianDelayS: number
  /** How old the newest reading in the outbox was when the gateway was killed, at worst (s). */
  readonly outboxReads: number
  readonly batchesWaitingAtEnd: number
  /** Parts that ended without having been told to, or did not end when told: `name: times`. */
  readonly misbehaved: readonly string[]
  readonly diskFaults: boolean
  /** What the parts said last; for people, only when something is wrong. */
  readonly logs: string
}

export const isClean = (report: RunReport): boolean =>
  report.due > 0 &&
  [report.lost, report.doubled, report.altered, report.factsLost, report.misbehaved].every(
    (list) => list.length === 0,
  )

const rateHz = 20
const settleMs = 120_000

export async function run(options: RunOptions): Promise<RunReport> {
  const { seed, store, say } = options
  const folder = mkdtempSync(join(tmpdir(), `sitbone-chaos-${store}-`))
  const intake = new Intake()
  mkdirSync(join(folder, 'board'))
  const board = new NumberedBoard({
    folder: join(folder, 'board'),
    random: new Random(seed, 'board'),
    rateHz,
    heard: (nowMs) => intake.heard(nowMs),
  })
  const arrange = store === 'influx' ? arrangeInflux : arrangeSqlite
  const arrangement = await arrange(folder, board.port)
  const aborted = new Promise<never>((_, reject) => {
    options.signal.addEventListener('abort', () => reject(new Error('The run was ended early.')))
  })
  aborted.catch(() => {}) // also when it comes after the end of this run
  try {
    return await Promise.race([runOn(arrangement, { options, board, intake }), aborted])
  } finally {
    await board.stop()
    await arrangement.stop()
    say('')
  }
}

function hasDiskFaults({ disks }: Arrangement, say: (line: string) => void): boolean {
  const mounted = [...disks.values()].every((disk) => disk.mounted)
  if (!mounted)
    say('No full disks in this run: a small disk can only be mounted by root. Everything else is tried.')
  return mounted
}

async function runOn(
  arrangement: Arrangement,
  { options, board, intake }: { options: RunOptions; board: NumberedBoard; intake: Intake },
): Promise<RunReport> {
  const { seed, minutes, only, say } = options
  const waited: StoredRow[] = []
  const waitedFacts = new Set<string>()
  const misbehaved: string[] = []
  let outboxReads = 0
  let lastWaiting = 0
  const scene: Scene = {
    arrangement,
    board,
    intake,
    random: new Random(seed, 'noise'),
    waited(waiting) {
      outboxReads++
      lastWaiting = waiting.batches
      for (const frame of waiting.frames) waited.push(frame)
      for (const fact of waiting.facts) waitedFacts.add(fact)
    },
    stubborn: (part) => misbehaved.push(`${part} did not end on SIGTERM`),
  }
  const possible = arrangement.possible.filter(({ kind }) => only === null || only.includes(kind))
  const durationMs = minutes * 60_000
  const schedule = makeSchedule(new Random(seed, `faults-${arrangement.name}`), possible, durationMs - 5000)
  say(`Schedule of seed ${seed} (${arrangement.name}), ${schedule.length} faults:`)
  for (const fault of schedule) say(describeFault(fault))
  const diskFaults = hasDiskFaults(arrangement, say)

  await board.start()
  for (const part of arrangement.parts.values()) startPart(part, scene)
  const watch = new StoreWatch({
    store: arrangement.store,
    folder: arrangement.storeFolder,
    cushion,
    everyMs: 1000,
  })
  // The thread does not open a store that is not there yet: the role makes it.
  await pause(3000)
  watch.start()

  const counts: Record<string, number> = {}
  const beganMs = performance.now() - 3000
  const healing: Promise<void>[] = []
  for (const fault of schedule) {
    await pause(Math.max(0, fault.atMs - (performance.now() - beganMs)))
    const name = `${fault.kind} ${fault.target}`
    healing.push(
      inflict(fault, scene).then((done) => {
        const key = done ? name : `${name} (not possible then)`
        counts[key] = (counts[key] ?? 0) + 1
      }),
    )
  }
  await Promise.all(healing)
  await pause(Math.max(0, durationMs - (performance.now() - beganMs)))
  board.silence()

  const dueNow = () => board.sent.filter((frame) => intake.covers(frame.atMs))
  const missing = () =>
    dueNow().some((frame) => !watch.seenAtMs.has(keyOf(frame))) ||
    waited.some((row) => !watch.seenAtMs.has(keyOf(row)))
  const giveUpMs = performance.now() + settleMs
  while (missing() && performance.now() < giveUpMs) {
    await pause(2000)
    await importSetAside(arrangement.exportEnv, arrangement.setAsideFolder)
  }
  // Minutes and events come after the readings, and the acknowledgements after both.
  const outbox = join(arrangement.gatewayDisk.folder, 'gateway.db')
  while (!isEmptyBy(outbox) && performance.now() < giveUpMs) await pause(500)
  await pause(2500)
  await importSetAside(arrangement.exportEnv, arrangement.setAsideFolder)
  // What the last connection had taken in is due whatever the end of it, so its frames are counted before.
  const dueKeys = new Set(dueNow().map(keyOf))
  await watch.stop()
  const logs = [...arrangement.parts.values()].map((part) => `--- ${part.name}\n${part.log}`).join('\n')
  for (const part of [...arrangement.parts.values()].reverse())
    if (part.name !== 'influxd') await endPart(part, 'SIGTERM', scene)
  for (const part of arrangement.parts.values())
    if (part.endedByItself > 0) misbehaved.push(`${part.name} ended by itself: ${part.endedByItself}`)

  const exported = await exportAll(arrangement.exportEnv, cushion)
  const verdict = judge({
    sent: board.sent,
    due: (frame) => dueKeys.has(keyOf(frame)),
    waited,
    waitedFacts,
    stored: exported.frames,
    storedFacts: exported.facts,
  })
  const delaysMs = board.sent
    .filter((frame) => dueKeys.has(keyOf(frame)))
    .flatMap((frame) => {
      const seenAtMs = watch.seenAtMs.get(keyOf(frame))
      return seenAtMs === undefined ? [] : [seenAtMs - frame.atMs]
    })
    .sort((a, b) => a - b)
  return {
    ...verdict,
    store: options.store,
    seed,
    minutes,
    faults: counts,
    longestDelayS: Math.round((delaysMs.at(-1) ?? 0) / 100) / 10,
    medianDelayS: Math.round((delaysMs[delaysMs.length >> 1] ?? 0) / 100) / 10,
    outboxReads,
    batchesWaitingAtEnd: lastWaiting,
    misbehaved,
    diskFaults,
    logs,
  }
}
