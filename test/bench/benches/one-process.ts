/**
 * The cost of `sitbone start`: everything in one process (link, cores, embedded broker and store, dashboard), one cushion at 10
 * Hz and one viewer. Once with a cushion on TCP from another process, once with the simulator inside; and the bare chain.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../services/free-port.ts'
import { type Running, runSitbone } from '../../services/sitbone.ts'
import { startPtyPair } from '../../services/socat.ts'
import { waitFor } from '../../services/wait-for.ts'
import { type Bench, type BenchOptions, median, type Row, scaled } from '../bench.ts'
import { startBareChain } from '../parts/bare.ts'
import { costOf, cpuOfTrees, cpuPercent, onlyLinux } from '../parts/processes.ts'
import { TimedBoard } from '../parts/timed-board.ts'
import { watch } from '../parts/viewer.ts'

const launcher = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url))

export const oneProcess: Bench = {
  name: 'process',
  about: 'CPU and memory of everything in one process: one cushion at 10 Hz, one viewer',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    say('starting once, so that what it compiles is kept, as on the machine of everybody who starts it again')
    await startAndStop()
    const settleS = scaled(30, scale)
    const lookS = scaled(60, scale, 2)
    say(`a cushion on TCP: ${settleS} s to settle, ${lookS} s to measure`)
    const port = await freePort()
    const board = runSitbone(['simulator', '--tcp', `127.0.0.1:${port}`])
    let tcp: Used
    try {
      await waitFor(() => board.said().includes('answers at'), { what: 'the simulated board' })
      tcp = await measure(['--port', `tcp://127.0.0.1:${port}`], { settleS, lookS })
    } finally {
      await board.stop()
    }
    say('the simulator inside')
    const inside = await measure(['--no-past'], { settleS, lookS })
    say('the bare chain of the same libraries')
    const bare = await measureBare({ settleS, lookS })
    const more = (used: Used) => ({
      'RSS when it was ready (MB)': used.readyMb ?? Number.NaN,
      'largest RSS (MB)': used.mostMb ?? Number.NaN,
    })
    return [
      {
        what: 'all in one process, one cushion at 10 Hz, one viewer: CPU',
        unit: '% of a core',
        value: tcp.cpu,
        target: { atMost: 3 },
        peer: { name: 'bare chain, which stores nothing', value: bare },
        ...(tcp.cpu === null ? { note: onlyLinux } : {}),
        more: { 'with the simulator inside (%)': inside.cpu ?? Number.NaN },
      },
      {
        what: 'all in one process, one cushion at 10 Hz, one viewer: memory',
        unit: 'MB RSS',
        value: tcp.rssMb,
        target: { atMost: 120 },
        more: { ...more(tcp), 'with the simulator inside (MB)': inside.rssMb ?? Number.NaN },
      },
    ]
  },
}

interface Used {
  readonly cpu: number | null
  readonly rssMb: number | null
  readonly readyMb: number | null
  readonly mostMb: number | null
}

async function startAndStop(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const program = startProgram(['--no-past', '--data', folder, '--listen', `127.0.0.1:${await freePort()}`])
  await waitFor(() => program.said().includes('Sitbone shows'), {
    timeoutMs: 30_000,
    what: 'sitbone to start',
  })
  await program.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measure(
  args: readonly string[],
  { settleS, lookS }: { settleS: number; lookS: number },
): Promise<Used> {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const port = await freePort()
  const program = startProgram([...args, '--data', folder, '--listen', `127.0.0.1:${port}`])
  try {
    await waitFor(() => program.said().includes('Sitbone shows'), {
      timeoutMs: 30_000,
      what: () => `sitbone to start: ${program.said()}`,
    })
    const readyMb = costOf(program.pid)?.rssMb ?? null
    const viewer = await watch(`http://127.0.0.1:${port}`, 'desk-1', () => {})
    await delay(settleS * 1000)
    const before = costOf(program.pid)
    const startMs = performance.now()
    const sizes: number[] = []
    for (let s = 0; s < lookS; s++) {
      await delay(1000)
      sizes.push(costOf(program.pid)?.rssMb ?? Number.NaN)
    }
    const cpu = cpuPercent(before, costOf(program.pid), (performance.now() - startMs) / 1000)
    viewer.close()
    return {
      cpu,
      rssMb: before === null ? null : median(sizes),
      readyMb,
      mostMb: before === null ? null : Math.max(...sizes),
    }
  } finally {
    await program.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureBare({ settleS, lookS }: { settleS: number; lookS: number }): Promise<number> {
  const cable = await startPtyPair()
  const board = new TimedBoard({ rateHz: 10 })
  board.plugInto(cable.a)
  const chain = await startBareChain(cable.b, { every: 1, came: () => {} })
  try {
    await delay(settleS * 1000)
    const before = cpuOfTrees(chain.pids)
    const startMs = performance.now()
    await delay(lookS * 1000)
    return ((cpuOfTrees(chain.pids) - before) / (performance.now() - startMs)) * 100_000
  } finally {
    board.unplug()
    await chain.stop()
    await cable.stop()
  }
}

/** As people start it: `npm start`. */
const startProgram = (args: readonly string[]): Running =>
  runSitbone(['start', '--broker-listen', 'off', ...args], { program: launcher })
