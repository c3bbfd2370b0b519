/** Before the faults: wait until readings reach the store. After them: wait until nothing is on its way any more. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Arrangement } from './arrangement.ts'
import type { Intake } from './intake.ts'
import type { NumberedBoard, SentFrame } from './numbered-board.ts'
import { isEmptyBy } from './outbox-witness.ts'
import { SetAsideImport } from './store-export.ts'
import type { StoreWatch } from './store-watch.ts'
import { keyOf, type StoredRow } from './verdict.ts'

/** A busy computer needs long to start four programs. */
const firstReadingMs = 120_000
/** A program whose place at the broker was taken waits for minutes before it tries again. */
const settleMs = 300_000

export interface Watched {
  readonly arrangement: Arrangement
  readonly board: NumberedBoard
  readonly intake: Intake
  readonly watch: StoreWatch
}

/** Faults during the first start would only delay it: nothing is due yet, and nothing would be judged. */
export async function readingsFlow({ board, intake, watch }: Watched): Promise<boolean> {
  const untilMs = performance.now() + firstReadingMs
  const flow = () => intake.isOpen && board.sent.some((frame) => watch.seenAtMs.has(keyOf(frame)))
  while (!flow() && performance.now() < untilMs) await pause(200)
  return flow()
}

/** Gives the frames that were due; `waited`: rows that are due for another reason. */
export async function settle(
  { arrangement, board, intake, watch }: Watched,
  waited: readonly StoredRow[],
): Promise<readonly SentFrame[]> {
  const due = () => board.sent.filter((frame) => intake.covers(frame.atMs))
  const isMissing = (frame: { boot: number; seq: number }) => !watch.seenAtMs.has(keyOf(frame))
  const aside = new SetAsideImport(arrangement.exportEnv, arrangement.setAsideFolder)
  const giveUpMs = performance.now() + settleMs
  while ((due().some(isMissing) || waited.some(isMissing)) && performance.now() < giveUpMs) {
    await pause(2000)
    await aside.run()
  }
  // Minutes and events come after the readings, and the acknowledgements after both.
  const outbox = join(arrangement.gatewayFolder, 'gateway.db')
  while (!isEmptyBy(outbox) && performance.now() < giveUpMs) await pause(500)
  await pause(2500)
  await aside.run()
  // What the last connection took in is due however it ends, so it is counted before that.
  return due()
}
