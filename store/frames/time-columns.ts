/**
 * Times and numbers of the frames of a run, as differences from what a steady board would give: all zeros for it.
 * Board time steps by its usual step, host time by as much as board time, the sequence by one, the boot not at all.
 */
import type { FrameColumns } from '../../contract/record.ts'
import { codeNumber, contextsFrom, ownContexts } from './number-model.ts'
import type { BitCoder } from './range-coder.ts'

type Times = Pick<FrameColumns, 'atMs' | 'boot' | 'seq' | 'boardMs'>

/** The first value of a column and the differences have contexts of their own. */
export const timeContexts = ownContexts * 9

/** `given` when encoding, null when decoding; `base` is the first of `timeContexts` contexts. */
export function codeTimes(coder: BitCoder, base: number, n: number, given: Times | null): Times {
  const place = (i: number) => base + i * ownContexts
  const step = codeNumber(coder, contextsFrom(place(8)), given === null ? 0 : usualStep(given.boardMs))
  const boardMs = codeColumn(coder, place(0), { n, given: given?.boardMs, expected: () => step })
  const asBoard = (i: number) => (boardMs[i] ?? 0) - (boardMs[i - 1] ?? 0)
  const atMs = codeColumn(coder, place(2), { n, given: given?.atMs, expected: asBoard })
  const seq = codeColumn(coder, place(4), { n, given: given?.seq, expected: () => 1 })
  const boot = codeColumn(coder, place(6), { n, given: given?.boot, expected: () => 0 })
  return { atMs, boot, seq, boardMs }
}

interface Column {
  readonly n: number
  readonly given: readonly number[] | undefined
  /** The step that leads to value i. */
  expected(i: number): number
}

function codeColumn(coder: BitCoder, base: number, { n, given, expected }: Column): number[] {
  const first = contextsFrom(base)
  const others = contextsFrom(base + ownContexts)
  const column = new Array<number>(n)
  let last = 0
  for (let i = 0; i < n; i++) {
    const next = i === 0 ? 0 : last + expected(i)
    last = next + codeNumber(coder, i === 0 ? first : others, (given?.[i] ?? 0) - next)
    column[i] = last
  }
  return column
}

/** The median step: lost frames and a reset do not move it. */
function usualStep(boardMs: readonly number[]): number {
  if (boardMs.length < 2) return 0
  const steps = boardMs.slice(1).map((ms, i) => ms - (boardMs[i] ?? 0))
  steps.sort((a, b) => a - b)
  return steps[steps.length >> 1] ?? 0
}
