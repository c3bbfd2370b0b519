/** Places the weights: a person who presses Enter, or the simulator, in cushion time. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { PlannedStep } from '../../core/model/calibration-steps.ts'
import type { CushionModel } from '../../simulator/index.ts'
import type { CalibrationCushion } from './calibration-cushion.ts'

export type PlacerAnswer = 'ready' | 'back' | 'skip' | 'quit'

export interface WeightPlacer {
  /** Resolves when the step can be measured, or with the person's other wish. */
  ready(cell: number, step: PlannedStep): Promise<PlacerAnswer>
  /** Start of the presses. */
  press(cell: number, massG: number): void
  /** End of the cell. */
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

/** On a fast clock a batch of frames spans seconds, so the board's time counts, not that of the latest frame. */
export function simulatedPlacer(board: SimulatedBoard, cushion: CalibrationCushion): WeightPlacer {
  const { model } = board
  const after = (ms: number) => {
    const untilMs = Math.max(board.nowMs(), cushion.nowMs) + ms
    return cushion.until((atMs) => (atMs >= untilMs ? true : null))
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
