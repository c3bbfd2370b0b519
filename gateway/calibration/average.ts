/**
 * One calibration from several rounds of the same procedure. A cell does not repeat itself from one loading to the next (+-2 %,
 * Interlink 400 series), and within a round all its weights lie on one loading: what a round finds is off by that, whatever the number of
 * weights. The mean of n rounds is off by 1/sqrt(n) of it.
 *
 * ln G = ln k + n ln F is linear in ln k and n, so their plain means are the mean law. Pure.
 */
import type { Calibration, CellCalibration } from '../core/calibration.ts'

/** Of rounds on the same cushion, in order of time. A cell that failed in a round speaks by its others alone. */
export function averageOf(rounds: readonly [Calibration, ...Calibration[]]): Calibration {
  const last = rounds.at(-1) ?? rounds[0]
  return {
    ...last,
    cells: last.cells.map((cell, index) =>
      averageCell(
        cell,
        rounds.flatMap(({ cells }) => cells[index] ?? []),
      ),
    ),
  }
}

function averageCell(last: CellCalibration, rounds: readonly CellCalibration[]): CellCalibration {
  const good = rounds.filter(({ verdict }) => verdict !== 'fail')
  if (good.length === 0) return last
  // As distances from the last round, so that a cell that no round measured stays exactly as it was.
  const mean = (of: (cell: CellCalibration) => number): number =>
    of(last) + good.reduce((sum, cell) => sum + of(cell) - of(last), 0) / good.length
  const found: CellCalibration = {
    rMOhm: last.rMOhm,
    // Only k times R_M is measured: brought to one R_M first, should it have been another.
    k: last.k * Math.exp(mean((cell) => Math.log((cell.k * cell.rMOhm) / (last.k * last.rMOhm)))),
    n: mean(({ n }) => n),
    creepPerDecade: mean(({ creepPerDecade }) => creepPerDecade),
    zeroAdc: mean(({ zeroAdc }) => zeroAdc),
    hysteresis: mean(({ hysteresis }) => hysteresis),
  }
  const verdicts = good.flatMap(({ verdict }) => verdict ?? [])
  if (verdicts.length === 0) return found
  const errors = good.flatMap(({ verifyError }) => verifyError ?? [])
  const verifyError = errors.reduce<number | null>(
    (most, error) => (most === null || Math.abs(error) > Math.abs(most) ? error : most),
    null,
  )
  return { ...found, verdict: verdicts.includes('warn') ? 'warn' : 'pass', verifyError }
}
