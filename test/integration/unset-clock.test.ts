/**
 * A computer without a clock of its own: it starts in 1970, and the network tells it the time while readings arrive. In either
 * store, all of them end up at their true time.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { arrangeInflux, arrangeSqlite, cushion } from '../chaos/arrangement.ts'
import { NumberedBoard } from '../chaos/numbered-board.ts'
import { isEmptyBy, readOutbox } from '../chaos/outbox-witness.ts'
import { exportAll } from '../chaos/store-export.ts'
import { keyOf } from '../chaos/verdict.ts'
import { waitFor } from '../services/wait-for.ts'

test.each([
  ['sqlite', arrangeSqlite],
  ['influx', arrangeInflux],
])(
  'readings from before the clock was set are dated back (%s)',
  async (_store, arrange) => {
    const folder = mkdtempSync(join(tmpdir(), 'sitbone-unset-clock-'))
    mkdirSync(join(folder, 'board'))
    const board = new NumberedBoard({
      folder: join(folder, 'board'),
      random: new Random(1, 'board'),
      rateHz: 20,
      heard() {},
    })
    const arrangement = await arrange(folder, board.port)
    const { gateway, gatewayFolder, clockFile, exportEnv, parts } = arrangement
    try {
      const bootedMs = Date.now()
      writeFileSync(clockFile, String(-bootedMs))
      await board.start()
      for (const part of parts.values()) part.start()
      const outbox = join(gatewayFolder, 'gateway.db')
      const waiting = () => readOutbox(outbox).frames
      await waitFor(() => waiting().length > 100, { timeoutMs: 60_000, what: '100 readings in the outbox' })
      // Nothing was sent to the store: the very first ones are still there, dated 1970.
      const before = waiting()
      expect(before[0]?.at).toMatch(/^1970-/)

      writeFileSync(clockFile, '0')
      gateway.signal('SIGUSR2')
      const enough = board.sent.length + 60
      await waitFor(() => board.sent.length > enough, { timeoutMs: 30_000, what: 'some more readings' })
      board.silence()
      await waitFor(() => isEmptyBy(outbox), { timeoutMs: 60_000, everyMs: 200, what: 'an empty outbox' })

      const { frames } = await exportAll(exportEnv, { cushion })
      const stored = new Map(frames.map((frame) => [keyOf(frame), Date.parse(frame.at)]))
      const missing = before.filter((frame) => !stored.has(keyOf(frame)))
      expect(missing).toEqual([])
      const sentAtMs = new Map(board.sent.map((frame) => [keyOf(frame), frame.atMs]))
      const farthestMs = Math.max(
        ...[...stored].map(([key, atMs]) => Math.abs(atMs - (sentAtMs.get(key) ?? Number.NaN))),
      )
      expect(farthestMs).toBeLessThan(5000)
    } finally {
      await board.stop()
      await arrangement.stop()
    }
  },
  180_000,
)
