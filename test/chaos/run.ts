/** One run of the fault harness on one arrangement: start, inflict and heal the scheduled faults, let it settle, compare. */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Random } from '../../simulator/random.ts'
import { arrangeCluster } from './arrange-cluster.ts'
import { type Arrangement, arrangeInflux, arrangeSqlite, cushion } from './arrangement.ts'
import { importHistory } from './history.ts'
import { endPart, inflict, type Scene, startPart } from './inflict.ts'
import { Intake } from './intake.ts'
import { NumberedBoard, type SentFrame } from './numbered-board.ts'
import type { RunOptions, RunReport, StoreName } from './report.ts'
import { describeFault, type Fault, makeSchedule } from './schedule.ts'
import { readingsFlow, settle } from './settle.ts'
import { exportAll } from './store-export.ts'
import { StoreWatch } from './store-watch.ts'
import type { StoredRow } from './verdict.ts'
import { judge, keyOf } from './verdict.ts'

const rateHz = 20

const arrangements: Readonly<Record<StoreName, (folder: string, port: string) => Promise<Arrangement>>> = {
  influx: arrangeInflux,
  sqlite: arrangeSqlite,
  cluster: arrangeCluster,
}

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
  await board.start()
  const arrangement = await arrangements[store](folder, board.port)
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

/** What the faults leave behind for the judge. */
interface Traces {
  readonly waited: StoredRow[]
  readonly waitedFacts: Set<string>
  readonly misbehaved: string[]
  outboxReads: number
  /** Batches in the outbox that was read last. */
  lastWaiting: number
}

async function runOn(
  arrangement: Arrangement,
  { options, board, intake }: { options: RunOptions; board: NumberedBoard; intake: Intake },
): Promise<RunReport> {
  const traces: Traces = {
    waited: [],
    waitedFacts: new Set(),
    misbehaved: [],
    outboxReads: 0,
    lastWaiting: 0,
  }
  const scene = sceneOf(arrangement, { options, board, intake, traces })
  const schedule = scheduleOf(arrangement, options)
  const diskFaults = hasDiskFaults(arrangement, options.say)

  const { exportEnv, parts, servers } = arrangement
  for (const name of servers) parts.get(name)?.start()
  await arrangement.storeAnswers()
  await importHistory(exportEnv, { folder: arrangement.historyFolder, cushion })
  const history = await exportAll(exportEnv, { cushion })
  for (const part of parts.values()) startPart(part, scene)
  const watch = new StoreWatch({
    store: arrangement.store,
    password: arrangement.storePassword,
    folder: arrangement.storeFolder,
    cushion,
    everyMs: 1000,
  })
  watch.start()
  const watched = { arrangement, board, intake, watch }
  if (!(await readingsFlow(watched))) traces.misbehaved.push('no reading reached the store before the faults')

  const faults = await hurt(schedule, scene, options.minutes * 60_000)
  board.silence()
  const due = await settle(watched, traces.waited)
  await watch.stop()
  for (const part of [...parts.values()].reverse())
    if (!servers.includes(part.name)) await endPart(part, 'SIGTERM', scene)
  const logs = [...parts.values()].map((part) => `--- ${part.name}\n${part.log}`).join('\n')
  for (const part of parts.values())
    if (part.endedByItself > 0) traces.misbehaved.push(`${part.name} ended by itself: ${part.endedByItself}`)

  const exported = await exportAll(exportEnv, { cushion, before: history.rows })
  const dueKeys = new Set(due.map(keyOf))
  const verdict = judge({
    sent: board.sent,
    due: (frame) => dueKeys.has(keyOf(frame)),
    waited: traces.waited,
    waitedFacts: traces.waitedFacts,
    stored: exported.frames,
    storedFacts: exported.facts,
    history: history.rows,
    storedRows: exported.rows,
  })
  const { store, seed, minutes } = options
  const { outboxReads, lastWaiting: batchesWaitingAtEnd, misbehaved } = traces
  const counts = { outboxReads, batchesWaitingAtEnd, misbehaved }
  return { ...verdict, ...delaysOf(due, watch), ...counts, store, seed, minutes, faults, diskFaults, logs }
}

function sceneOf(
  arrangement: Arrangement,
  of: { options: RunOptions; board: NumberedBoard; intake: Intake; traces: Traces },
): Scene {
  const { options, board, intake, traces } = of
  return {
    arrangement,
    board,
    intake,
    random: new Random(options.seed, 'noise'),
    waited(waiting) {
      traces.outboxReads++
      traces.lastWaiting = waiting.batches
      for (const frame of waiting.frames) traces.waited.push(frame)
      for (const fact of waiting.facts) traces.waitedFacts.add(fact)
    },
    misbehaved: (how) => traces.misbehaved.push(how),
  }
}

function scheduleOf({ name, possible }: Arrangement, { seed, minutes, faults, say }: RunOptions): Fault[] {
  const allowed = possible.filter(({ kind }) => faults === null || faults.includes(kind))
  const schedule = makeSchedule(new Random(seed, `faults-${name}`), allowed, minutes * 60_000 - 5000)
  say(`Schedule of seed ${seed} (${name}), ${schedule.length} faults:`)
  for (const fault of schedule) say(describeFault(fault))
  return schedule
}

/** Gives how often each fault was done. */
async function hurt(
  schedule: readonly Fault[],
  scene: Scene,
  durationMs: number,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  const beganMs = performance.now()
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
  return counts
}

function delaysOf(
  due: readonly SentFrame[],
  { seenAtMs }: StoreWatch,
): Pick<RunReport, 'medianDelayS' | 'longestDelayS'> {
  const delaysMs = due
    .map((frame) => (seenAtMs.get(keyOf(frame)) ?? Number.NaN) - frame.atMs)
    .filter((ms) => !Number.isNaN(ms))
    .sort((a, b) => a - b)
  const tenths = (ms = 0) => Math.round(ms / 100) / 10
  return { medianDelayS: tenths(delaysMs[delaysMs.length >> 1]), longestDelayS: tenths(delaysMs.at(-1)) }
}
