/**
 * Times and numbers of the frames of a run, as differences from what a steady board would give: all zeros for it.
 * Board time steps by its usual step, host time by as much as board time, the sequence by one, the boot not at all.
 */
import type { FrameColumns } from '../../contract.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'

type Times = Pick<FrameColumns, 'atMs' | 'boot' | 'seq' | 'boardMs'>

export function writeTimes(frames: Times, to: ByteWriter): void {
  const n = frames.atMs.length
  if (n === 0) return
  const step = usualStep(frames.boardMs)
  to.signed(step)
  const at = cursor(frames.atMs)
  const board = cursor(frames.boardMs)
  const seq = cursor(frames.seq)
  const boot = cursor(frames.boot)
  to.signed(at.first)
  to.signed(board.first)
  to.signed(seq.first)
  to.signed(boot.first)
  for (let i = 1; i < n; i++) to.signed(board.delta(i) - step)
  for (let i = 1; i < n; i++) to.signed(at.delta(i) - board.delta(i))
  for (let i = 1; i < n; i++) to.signed(seq.delta(i) - 1)
  for (let i = 1; i < n; i++) to.signed(boot.delta(i))
}

export function readTimes(n: number, from: ByteReader): Times {
  if (n === 0) return { atMs: [], boot: [], seq: [], boardMs: [] }
  const step = from.signed()
  const atMs = [from.signed()]
  const boardMs = [from.signed()]
  const seq = [from.signed()]
  const boot = [from.signed()]
  for (let i = 1; i < n; i++) boardMs.push((boardMs[i - 1] ?? 0) + step + from.signed())
  for (let i = 1; i < n; i++)
    atMs.push((atMs[i - 1] ?? 0) + (boardMs[i] ?? 0) - (boardMs[i - 1] ?? 0) + from.signed())
  for (let i = 1; i < n; i++) seq.push((seq[i - 1] ?? 0) + 1 + from.signed())
  for (let i = 1; i < n; i++) boot.push((boot[i - 1] ?? 0) + from.signed())
  return { atMs, boot, seq, boardMs }
}

const cursor = (column: readonly number[]) => ({
  first: column[0] ?? 0,
  delta: (i: number) => (column[i] ?? 0) - (column[i - 1] ?? 0),
})

/** The median step: lost frames and a reset do not move it. */
function usualStep(boardMs: readonly number[]): number {
  if (boardMs.length < 2) return 0
  const steps = boardMs.slice(1).map((ms, i) => ms - (boardMs[i] ?? 0))
  steps.sort((a, b) => a - b)
  return steps[steps.length >> 1] ?? 0
}
