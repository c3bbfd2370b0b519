/** A calibration goes to the board and comes back the same, and old boards answer as they always did. */
import { expect, it } from 'vitest'
import { calibrationSchema } from '../../core/model/schemas/calibration.ts'
import {
  decodeBoardLine,
  decodeHostLine,
  encodeHostCommand,
  type HostCommand,
} from '../../firmware-protocol/index.ts'
import { CommandQueue } from '../link/command-queue.ts'
import { askConstants, constantsOf, factoryCalibration, keepConstants } from './board-constants.ts'

const made = calibrationSchema.parse({
  v: 1,
  madeAt: '2026-11-30T09:30:00.000Z',
  surface: 'office chair',
  cells: [
    { rMOhm: 4700, k: 1.2e-4, n: 0.95, creepPerDecade: 0.05, zeroAdc: 3.2, hysteresis: 0.1, method: 'exact' },
    { rMOhm: 4700, k: 1.1e-4, n: 1.02, creepPerDecade: 0.03, zeroAdc: 0, hysteresis: 0.08, method: 'quick' },
  ],
})

/** A board that keeps what it is told, over the real queue and the real lines. */
function board({ old = false, busy = 0, damaged = [] as readonly number[] } = {}) {
  const kept = new Map<number, string>()
  const queue = new CommandQueue(() => {})
  queue.setOnline(true)
  let refusals = busy
  const answers = (command: HostCommand): string => {
    if (old) return command.type === 'keep' ? 'E,unknown,CAL' : 'E,unknown,CAL?'
    if (command.type === 'keep') {
      if (refusals-- > 0) return 'E,busy,CAL'
      kept.set(command.constants.cell, constantsText(encodeHostCommand(command)))
      return `A,CAL,${command.constants.cell}`
    }
    const text = command.type === 'constants' ? kept.get(command.cell) : undefined
    return text === undefined ? 'E,empty,CAL?' : `K,${text}`
  }
  const asked: number[] = []
  const send = (command: HostCommand) => {
    const answer = queue.send(command, 1000)
    queue.tick(0, (flying) => {
      if (flying.type === 'constants') {
        asked.push(flying.cell)
        // The link drops a broken line, so nothing answers.
        if (damaged.includes(flying.cell)) queueMicrotask(() => queue.tick(2000, () => true))
        if (damaged.includes(flying.cell)) return true
      }
      const heard = decodeHostLine(encodeHostCommand(flying))
      if (!heard.ok) throw new Error('the host sent a broken line')
      const [letter, ...fields] = answers(heard.command).split(',')
      queueMicrotask(() => {
        if (letter === 'E')
          queue.refused({ type: 'refused', code: fields[0] ?? '', command: fields[1] ?? null })
        else if (letter === 'K') queue.done({ command: 'CAL?', args: fields })
        else queue.done({ command: fields[0] ?? '', args: fields.slice(1) })
      })
      return true
    })
    return answer
  }
  return { send, asked }
}
const constantsText = (line: string): string => /CAL,(.*)\*/.exec(line)?.[1] ?? ''

it('comes back as a factory calibration with the same forces, its own error and its own day', async () => {
  const { send } = board({ busy: 2 })
  expect(await keepConstants(send, made)).toEqual({ ok: true, args: [] })
  const back = calibrationSchema.parse(await askConstants(send, 2))
  expect(back).toMatchObject({ madeAt: '2026-11-30T00:00:00.000Z', surface: 'the workbench' })
  for (const [i, cell] of made.cells.entries()) {
    const kept = back?.cells[i]
    expect((kept?.k ?? 0) * (kept?.rMOhm ?? 0)).toBeCloseTo(cell.k * cell.rMOhm, 5)
    expect(kept).toMatchObject({
      method: 'factory',
      n: cell.n,
      creepPerDecade: cell.creepPerDecade,
      hysteresis: cell.hysteresis,
    })
  }
  // The quick method's error is larger, and stays so.
  expect(back?.cells.map(({ statedError }) => statedError)).toEqual([0.016, 0.024])
})

it('is none where a cell is missing, which it says, and on a board from before there were constants', async () => {
  const part = board()
  expect(await askConstants(part.send, 2)).toBeNull()
  await keepConstants(part.send, { ...made, cells: made.cells.slice(0, 1) })
  expect(await askConstants(part.send, 2)).toMatch(
    /that of cell 1 is missing or unreadable, so it is not used/,
  )
  const old = board({ old: true })
  expect(await askConstants(old.send, 2)).toBeNull()
  expect(await keepConstants(old.send, made)).toMatchObject({ ok: false, code: 'not-supported' })
})

it.each([
  [[0], /that of cell 0 is missing or unreadable/, [0, 0, 1]],
  [[1], /that of cell 1 is missing or unreadable.*store the calibration in it again/, [0, 1, 1]],
])(
  'is refused in words where the constants of %j do not come whole, even when asked twice',
  async (damaged, words, asked) => {
    const made2 = board({ damaged })
    await keepConstants(made2.send, made)
    expect(await askConstants(made2.send, 2)).toMatch(words)
    expect(made2.asked).toEqual(asked)
  },
)

it('is none on a board that never answers, which is not asked for every cell', async () => {
  const silent = board({ damaged: [0, 1, 2, 3] })
  expect(await askConstants(silent.send, 4)).toBeNull()
  expect(silent.asked).toEqual([0, 0, 1, 1])
})

it('is as old as its oldest cell', () => {
  const [first, second] = constantsOf(made)
  if (first === undefined || second === undefined) throw new Error('two cells')
  const { madeAt } = factoryCalibration([first, { ...second, day: 20_000 }])
  expect(madeAt).toBe('2024-10-04T00:00:00.000Z')
})

it('fits into the lines of the protocol', () => {
  for (const constants of constantsOf(made)) {
    const line = encodeHostCommand({ type: 'keep', constants })
    expect(line.length).toBeLessThanOrEqual(64)
    expect(decodeBoardLine(line.replace('$CAL', '$K'))).toMatchObject({ ok: false, reason: 'crc' })
  }
})
