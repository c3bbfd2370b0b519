import { describe, expect, it } from 'vitest'
import {
  instruction,
  minutesFor,
  type PlannedStep,
  percent,
  readCells,
  readMasses,
  readyToMeasure,
} from './calibration-words.ts'

const up: PlannedStep = { kind: 'up', massG: 200 }
const down: PlannedStep = { kind: 'down', massG: 100 }
const empty: PlannedStep = { kind: 'empty', massG: 0 }
const held = (count: number, s = 5, step = 0) =>
  Array.from({ length: s * 10 }, (_, i) => ({ atMs: i * 100, count: count + i * step }))

describe('measuring by itself', () => {
  const from = (lastCount: number | null) => ({ zero: 3, lastCount })
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
  it('presses are counted, never measured', () => {
    expect(readyToMeasure(held(400), { kind: 'preload', massG: 900 }, from(null))).toBe(false)
  })
})

describe('words', () => {
  it('adding is told apart from putting down', () => {
    expect(instruction(up, empty).sentence).toMatch(/^Put/)
    expect(instruction(up, up).sentence).toMatch(/^Add/)
    expect(instruction(down, up).sentence).toMatch(/^Take some off/)
  })
  it('figures', () => {
    expect(percent(0.031)).toBe('+3.1 %')
    expect(percent(-0.2)).toBe('−20.0 %')
    expect(minutesFor(8, 5)).toBe(60)
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
