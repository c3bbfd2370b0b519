import { describe, expect, it } from 'vitest'
import type { PlannedStep } from '../../../../../core/model/calibration-steps.ts'
import {
  backCell,
  instruction,
  minutesFor,
  type Procedure,
  percent,
  quickInstruction,
  quickMinutesFor,
  readCells,
  readMasses,
  readyToMeasure,
  whereWords,
} from './calibration-words.ts'

const up: PlannedStep = { kind: 'up', massG: 200, s: 30 }
const down: PlannedStep = { kind: 'down', massG: 100, s: 30 }
const empty: PlannedStep = { kind: 'empty', massG: 0, s: 30 }
const held = (count: number, s = 5, step = 0) =>
  Array.from({ length: s * 10 }, (_, i) => ({ atMs: i * 100, count: count + i * step }))

describe('measuring by itself', () => {
  const from = (lastCount: number | null, emptied = false) => ({ zero: 3, lastCount, emptied })
  it('waits for three still seconds with another load than before', () => {
    expect(readyToMeasure(held(400), up, from(null))).toBe(true)
    expect(readyToMeasure(held(400, 2), up, from(null))).toBe(false)
    expect(readyToMeasure(held(400, 5, 1), up, from(null))).toBe(false)
    expect(readyToMeasure(held(400), up, from(398))).toBe(false)
    expect(readyToMeasure(held(400), up, from(300))).toBe(true)
    expect(readyToMeasure(held(400), down, from(300))).toBe(false)
    expect(readyToMeasure(held(300), down, from(400))).toBe(true)
  })
  it('a fast clock with seconds between two samples needs three of them', () => {
    const fast = (count: number) => Array.from({ length: count }, (_, i) => ({ atMs: i * 4000, count: 400 }))
    expect(readyToMeasure(fast(2), up, from(null))).toBe(false)
    expect(readyToMeasure(fast(3), up, from(null))).toBe(true)
  })
  it('an empty step wants an empty cell, a weight a loaded one', () => {
    expect(readyToMeasure(held(5), empty, from(400))).toBe(true)
    expect(readyToMeasure(held(60), empty, from(400))).toBe(false)
    expect(readyToMeasure(held(5), up, from(null))).toBe(false)
  })
  it('a repeat begins when a weight comes to stand on the empty cell, not on what stood there before', () => {
    const repeat: PlannedStep = { kind: 'repeat', massG: 400, s: 4 }
    expect(readyToMeasure(held(400), repeat, from(300))).toBe(false)
    expect(readyToMeasure(held(400, 1), repeat, from(300, true))).toBe(true)
    expect(readyToMeasure(held(3), repeat, from(300, true))).toBe(false)
  })
  it('presses are counted, never measured', () => {
    expect(readyToMeasure(held(400), { kind: 'preload', massG: 900, s: 0 }, from(null))).toBe(false)
  })
})

describe('words', () => {
  it('the quick way: first cup, then the second on top; six minutes for eight cells', () => {
    expect(quickInstruction(up, null).sentence).toMatch(/first cup/)
    expect(quickInstruction(up, up).sentence).toMatch(/second cup on top/)
    expect(quickMinutesFor(8)).toBe(6)
  })
  it('adding is told apart from putting down', () => {
    expect(instruction(up, empty, 8).sentence).toMatch(/^Put/)
    expect(instruction(up, up, 8).sentence).toMatch(/^Add/)
    expect(instruction(down, up, 8).sentence).toMatch(/^Take some off/)
  })
  it('a cell alone has to rest before it is loaded once more; where it is in the plan is said', () => {
    const repeat: PlannedStep = { kind: 'repeat', massG: 400, s: 4 }
    expect(instruction(repeat, repeat, 1).sentence).toMatch(/wait 20 s/)
    expect(instruction(repeat, repeat, 8).sentence).not.toMatch(/wait/)
    const plan = [empty, up, repeat, repeat]
    const at = (done: number) => whereWords({ index: 3, done, skipped: false, counts: [], fit: null }, plan)
    expect([at(1), at(3)]).toEqual(['Cell 3, step 2 of 2', 'Cell 3, repeat 2 of 2'])
  })
  it('back takes the last repeat back, which was on another cell', () => {
    const cells = [3, 2].map((done, index) => ({ index, done, skipped: false, counts: [], fit: null }))
    const procedure = {
      plan: [empty, up, { kind: 'repeat', massG: 400, s: 4 }],
      cells,
    } as unknown as Procedure
    const [, second] = cells
    if (second === undefined) throw new Error('no cell')
    const note = { cell: 0, ok: true, text: '' }
    expect(backCell({ ...procedure, note }, second)).toBe(0)
    expect(backCell({ ...procedure, note: null }, second)).toBe(1)
    expect(backCell({ ...procedure, note }, { ...second, done: 1 })).toBe(1)
  })
  it('figures', () => {
    expect(percent(0.031)).toBe('+3.1 %')
    expect(percent(-0.2)).toBe('−20.0 %')
    expect(minutesFor(8, 5, 0)).toBe(64)
    expect(minutesFor(8, 5, 12)).toBe(79)
    expect(readMasses('100, 200;300 400')).toEqual([100, 200, 300, 400])
    expect(readMasses('100, heavy')).toBeNull()
    expect(readMasses('')).toBeNull()
  })
  it('reads the numbers of cells, counted from 0', () => {
    expect(readCells('0, 3;7')).toEqual([0, 3, 7])
    expect(readCells('-1')).toBeNull()
    expect(readCells('1.5')).toBeNull()
    expect(readCells('')).toBeNull()
  })
})
