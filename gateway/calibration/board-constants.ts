/** Constants that a board keeps of its cells (wire clauses 3.7, 3.8) as a calibration, and the other way round. */
import type { Calibration, CellCalibration } from '../../core/model/schemas/calibration.ts'
import { statedError } from '../../core/pressure/uncertainty.ts'
import type { CellConstants } from '../../firmware-protocol/index.ts'
import { constantsIn } from '../../firmware-protocol/index.ts'
import type { CommandAnswer } from '../link/command-queue.ts'
import type { Link } from '../link/link.ts'
import { notUsedInWords } from './words.ts'

const dayMs = 86_400_000
/** The board's k belongs to counts; any R_M gives the same kPa, because k absorbs it. */
const rMOhm = 10_000
/** While the board writes one cell, it refuses the next. */
const busyTries = 10
const busyWaitMs = 200

type Send = Pick<Link, 'send'>['send']

function cellOf(kept: CellConstants): CellCalibration {
  return {
    method: 'factory',
    rMOhm,
    k: kept.k / 1e6 / rMOhm,
    n: kept.n / 1000,
    creepPerDecade: kept.creep / 1000,
    hysteresis: kept.loop / 1000,
    zeroAdc: kept.zero,
    statedError: kept.error / 1000,
  }
}

/** As old as its oldest cell. */
export function factoryCalibration(kept: readonly CellConstants[]): Calibration {
  const day = Math.min(...kept.map((each) => each.day))
  const madeAt = new Date(day * dayMs).toISOString()
  return { v: 1, madeAt, surface: 'the workbench', cells: kept.map(cellOf) }
}

export function constantsOf({ madeAt, cells }: Calibration): CellConstants[] {
  const day = Math.floor(Date.parse(madeAt) / dayMs)
  return cells.map((each, cell) => ({
    cell,
    k: Math.max(1, Math.round(each.k * each.rMOhm * 1e6)),
    n: Math.round(each.n * 1000),
    creep: Math.round(each.creepPerDecade * 1000),
    loop: Math.round(each.hysteresis * 1000),
    zero: Math.round(each.zeroAdc),
    error: Math.round(statedError(each) * 1000),
    day,
  }))
}

/** Null if the board keeps none, or does not know the question; a sentence if it keeps some that cannot be used. */
export async function askConstants(send: Send, cells: number): Promise<Calibration | string | null> {
  const kept: CellConstants[] = []
  const missing: number[] = []
  for (let cell = 0; cell < cells; cell++) {
    const answer = await askedTwice(send, cell)
    const constants = answer.ok ? constantsIn(answer.args) : null
    if (constants !== null && typeof constants !== 'string' && constants.cell === cell) kept.push(constants)
    else missing.push(cell)
    const refused = !answer.ok && answer.code !== 'timeout'
    if (kept.length === 0 && (refused || missing.length > 1)) return null
  }
  if (kept.length === 0) return null
  return missing.length === 0 ? factoryCalibration(kept) : notUsedInWords(missing)
}

/** A broken line counts for nothing, so the question seems to have no answer. */
async function askedTwice(send: Send, cell: number): Promise<CommandAnswer> {
  const answer = await send({ type: 'constants', cell })
  return answer.ok || answer.code !== 'timeout' ? answer : send({ type: 'constants', cell })
}

/** Cell by cell; stops at the first that the board does not take. */
export async function keepConstants(send: Send, calibration: Calibration): Promise<CommandAnswer> {
  for (const constants of constantsOf(calibration)) {
    const answer = await whenFree(() => send({ type: 'keep', constants }))
    if (!answer.ok) return answer
  }
  return { ok: true, args: [] }
}

async function whenFree(send: () => Promise<CommandAnswer>): Promise<CommandAnswer> {
  let answer = await send()
  for (let tries = 1; tries < busyTries && !answer.ok && answer.code === 'busy'; tries++) {
    await new Promise((resolve) => setTimeout(resolve, busyWaitMs))
    answer = await send()
  }
  return answer
}
