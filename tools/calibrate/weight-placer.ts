/** Who puts the weights on: a person who presses Enter, or the simulator, which does it in the cushion's own time. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { PlannedStep } from '../../core/model/calibration-steps.ts'
import type { CushionModel } from '../../simulator/index.ts'
import type { CalibrationBench } from './calibration-cushion.ts'

export type PlacerAnswer = 'ready' | 'back' | 'skip' | 'quit'

export interface WeightPlacer {
  /** Resolves when the step can be measured, or with what the person wants instead. */
  ready(cell: number, step: PlannedStep): Promise<PlacerAnswer>
  /** The presses begin now. */
  press(cell: number, massG: number): void
  /** The cell is done. */
  clear(cell: number): Promise<void>
  close(): void
}

const answers: Readonly<Record<string, PlacerAnswer>> = { b: 'back', s: 'skip', q: 'quit' }

export function manualPlacer(input: Readable, say: (text: string) => void): WeightPlacer {
  const lines = createInterface({ input, terminal: false })
  const typed = lines[Symbol.asyncIterator]()
  return {
    async ready(_cell, step) {
      say(
        step.kind === 'preload'
          ? '  Press Enter, then press the cell  (s skip the cell, q quit)'
          : step.kind === 'repeat'
            ? '  Press Enter when the weight is still  (b back, s finish this cell, q finish all)'
            : '  Press Enter when the weight is still  (b back, s skip the cell, q quit)',
      )
      const line = await typed.next()
      if (line.done === true) return 'quit'
      return answers[line.value.trim().toLowerCase()] ?? 'ready'
    },
    press() {},
    async clear() {},
    close: () => lines.close(),
  }
}

const settleMs = 2000
const clearMs = 25_000
const pressMs = 1000
const presses = 5

export interface SimulatedBoard {
  readonly model: CushionModel
  nowMs(): number
  onTruth(listener: (truth: { readonly atMs: number }) => void): () => void
}

/** On a fast clock a batch of frames is seconds long: what is done with weights is timed by the board, not by what has arrived. */
export function simulatedPlacer(board: SimulatedBoard, bench: CalibrationBench): WeightPlacer {
  const { model } = board
  const after = (ms: number) => {
    const untilMs = Math.max(board.nowMs(), bench.nowMs) + ms
    return bench.until((atMs) => (atMs >= untilMs ? true : null))
  }
  return {
    async ready(cell, step) {
      if (step.kind === 'preload') return 'ready'
      if (step.kind === 'repeat') await this.clear(cell)
      model.placeWeight(cell, step.massG)
      await after(settleMs)
      return 'ready'
    },
    press(cell, massG) {
      let fromMs: number | null = null
      const end = board.onTruth(({ atMs }) => {
        fromMs ??= atMs
        const at = Math.floor((atMs - fromMs) / pressMs)
        model.placeWeight(cell, at < 2 * presses && at % 2 === 0 ? massG : null)
        if (at >= 2 * presses) end()
      })
    },
    async clear(cell) {
      model.placeWeight(cell, null)
      await after(clearMs)
    },
    close() {},
  }
}
