/** The cost of a gateway: a board on a pty at 10 and 50 Hz, the gateway alone in its process, Mosquitto in another. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ForeignBoard } from '../../services/foreign-board.ts'
import { startMosquitto } from '../../services/mosquitto.ts'
import { runSitbone } from '../../services/sitbone.ts'
import { startPtyPair } from '../../services/socat.ts'
import { waitFor } from '../../services/wait-for.ts'
import type { Bench, BenchOptions, Row } from '../bench.ts'
import { scaled } from '../bench.ts'
import { costOf, cpuPercent, onlyLinux } from '../parts/processes.ts'

export const gatewayLoad: Bench = {
  name: 'gateway',
  about: 'CPU and memory of a gateway with a board on a pty at 10 and 50 Hz',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const rows: Row[] = []
    for (const rateHz of [10, 50]) {
      const lookS = scaled(30, scale, 2)
      say(`a board at ${rateHz} Hz: ${lookS} s`)
      const { cpu, rssMb, frames } = await measure({ rateHz, settleS: scaled(8, scale), lookS })
      rows.push({
        what: `gateway with a cushion at ${rateHz} Hz: CPU`,
        unit: '% of a core',
        value: cpu,
        ...(cpu === null ? { note: onlyLinux } : {}),
        more: { 'RSS (MB)': rssMb ?? Number.NaN, 'frames a second': frames },
      })
    }
    return rows
  },
}

interface Load {
  readonly rateHz: number
  readonly settleS: number
  readonly lookS: number
}

async function measure({ rateHz, settleS, lookS }: Load) {
  const folder = mkdtempSync(join(tmpdir(), 'sitbone-bench-'))
  const [mosquitto, cable] = await Promise.all([startMosquitto(), startPtyPair()])
  const board = new ForeignBoard({ periodMs: 1000 / rateHz })
  board.plugInto(cable.a)
  const gateway = runSitbone(['gateway', '--port', cable.b, '--broker', mosquitto.url, '--data', folder])
  try {
    await waitFor(
      () => board.commands.includes('HELLO?') || board.commands.some((c) => c.startsWith('PING')),
      {
        timeoutMs: 20_000,
        what: () => `the gateway to talk to the board: ${gateway.said()}`,
      },
    )
    await delay(settleS * 1000)
    const before = costOf(gateway.pid)
    const sentBefore = board.sent.length
    const startMs = performance.now()
    await delay(lookS * 1000)
    const after = costOf(gateway.pid)
    const s = (performance.now() - startMs) / 1000
    return {
      cpu: cpuPercent(before, after, s),
      rssMb: after?.rssMb ?? null,
      frames: (board.sent.length - sentBefore) / s,
    }
  } finally {
    board.unplug()
    await gateway.stop()
    await Promise.all([mosquitto.stop(), cable.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}
