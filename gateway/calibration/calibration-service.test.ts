/** A whole calibration at the gateway, as page and command line do it: step by step, with the slips that people make. */
import { beforeEach, describe, expect, it } from 'vitest'
import { procedureSchema } from '../../contract/calibration.ts'
import type { Calibration } from '../../core/model/schemas/calibration.ts'
import type { CommandResult } from '../../core/model/schemas/command-result.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { type CalibrateCommand, CalibrationService } from './calibration-service.ts'
import { WeightedCushion } from './testing.ts'

const file: Calibration = {
  v: 1,
  madeAt: '2025-12-01T00:00:00.000Z',
  surface: 'wood',
  cells: fsr8.cells.map(() => ({
    rMOhm: 4700,
    k: 1.2e-4,
    n: 0.95,
    creepPerDecade: 0.05,
    zeroAdc: 0,
    hysteresis: 0.1,
  })),
}

let kept: Map<string, string>
let cushion: WeightedCushion
let service: CalibrationService
let inForce: Calibration | null
let occupied: boolean

const open = () => {
  service = new CalibrationService({
    layout: fsr8,
    file,
    speed: () => 1,
    kept: { read: (key) => kept.get(key) ?? null, write: (key, value) => kept.set(key, value) },
  })
  service.open({ bits: 10 }, inForce)
}

beforeEach(() => {
  kept = new Map()
  inForce = file
  occupied = false
  open()
  cushion = new WeightedCushion(5, (atMs, counts) => service.frame(atMs, counts)).wait(5)
})

const ask = (
  action: CalibrateCommand['action'],
  more: Partial<CalibrateCommand> = {},
): CommandResult['error'] | null =>
  service.perform({ verb: 'calibrate', id: '1', action, ...more }, cushion.atMs, {
    calibration: inForce,
    occupied,
    badCells: [],
    set: (calibration) => {
      inForce = calibration
      return null
    },
  })

const procedure = () => {
  const { procedure: now } = service.info(inForce)
  if (now === null || now === undefined) throw new Error('no procedure')
  return procedureSchema.parse(now)
}

/** Performs the next step of a cell; true while there is one. */
const doStep = (cell: number, on = cell): boolean => {
  const { plan, cells } = procedure()
  const step = plan[cells.find(({ index }) => index === cell)?.done ?? plan.length]
  if (step === undefined) return false
  if (step.kind === 'repeat') cushion.put(on, 0).wait(25)
  if (step.kind !== 'preload') cushion.put(on, step.massG).wait(2)
  expect(ask('hold', { cell })).toBeNull()
  if (step.kind === 'preload') cushion.press(on, step.massG, 5)
  else cushion.wait(step.s + 1)
  return true
}
const doCell = (cell: number) => {
  while (doStep(cell));
  cushion.put(cell, 0).wait(20)
}

describe('calibration service', () => {
  it('a careful calibration of all cells passes, and takes effect only when accepted', () => {
    expect(ask('begin', { surface: 'office chair' })).toBeNull()
    expect(service.active).toBe(true)
    for (const cell of fsr8.cells.keys()) {
      expect(ask('accept')?.message).toMatch(/not measured yet/)
      doCell(cell)
    }
    const { cells, acceptProblem } = procedure()
    expect(acceptProblem).toBeNull()
    expect(cells.map(({ fit }) => fit?.verdict)).toEqual(fsr8.cells.map(() => 'pass'))
    expect(inForce).toBe(file)
    expect(ask('accept')).toBeNull()
    expect(inForce).toMatchObject({ surface: 'office chair', setAt: expect.any(String) })
    for (const [i, part] of cushion.parts.entries())
      expect((inForce?.cells[i]?.k ?? 0) / part.k).toBeCloseTo(1, 1)
    expect(service.active).toBe(false)
    expect(service.info(inForce).procedure).toBeNull()
  })

  it('quick: measures by itself whatever cell gets the weights, in any order, within seven minutes', () => {
    const startMs = cushion.atMs
    expect(ask('begin', { method: 'quick', surface: 'office chair' })).toBeNull()
    const { plan } = procedure()
    expect(plan.map(({ massG }) => massG)).toEqual([100, 400])
    for (const cell of [6, 2, 0, 7, 1, 3, 5, 4]) {
      cushion.wait(5)
      for (const { massG, s } of plan) cushion.put(cell, massG).wait(5 + s + 3)
      expect(procedure().cells[cell]).toMatchObject({ done: 2, fit: { verdict: 'pass', reasons: [] } })
      cushion.put(cell, 0)
    }
    expect((cushion.atMs - startMs) / 60_000).toBeLessThan(7)
    expect(ask('accept')).toBeNull()
    expect(inForce?.cells.map(({ method }) => method)).toEqual(fsr8.cells.map(() => 'quick'))
    expect(service.info(inForce).method).toBe('quick')
    for (const [i, part] of cushion.parts.entries())
      expect(Math.abs((inForce?.cells[i]?.k ?? 0) / part.k - 1)).toBeLessThan(0.06)
  })

  describe('check', () => {
    const rightFile = (): Calibration => ({
      ...file,
      cells: cushion.parts.map((part) => ({
        ...{
          rMOhm: part.rMOhm,
          k: part.k,
          n: part.n,
          creepPerDecade: part.creepPerDecade,
          hysteresis: part.hysteresis,
        },
        zeroAdc: 0,
      })),
    })
    const check = () => {
      cushion.wait(3)
      expect(ask('begin', { method: 'check' })).toBeNull()
      const startMs = cushion.atMs
      for (const cell of [3, 0, 7, 1, 2, 6, 5, 4]) {
        cushion.wait(2).put(cell, 300).wait(12)
        cushion.put(cell, 0)
      }
      expect(cushion.atMs - startMs).toBeLessThan(2.5 * 60_000)
      return procedure()
    }

    it('one weight on each cell in any order: cells that hold pass and keep their figures', () => {
      inForce = rightFile()
      open()
      const { cells, deviation, plan } = check()
      expect(plan).toEqual([{ kind: 'verify', massG: 300, s: 10 }])
      expect(cells.map(({ fit }) => fit?.verdict)).toEqual(fsr8.cells.map(() => 'pass'))
      expect(Math.abs(deviation ?? 1)).toBeLessThan(0.06)
      const before = inForce.cells.map(({ k }) => k)
      expect(ask('accept')).toBeNull()
      expect(inForce.cells.map(({ k }) => k)).toEqual(before)
      expect(inForce).toMatchObject({ madeAt: file.madeAt, surface: 'wood', checkedAt: expect.any(String) })
      expect(service.info(inForce).checked?.deviation).toBeCloseTo(deviation ?? 1, 6)
    })

    it('says how far the cells have aged, puts those right, and leaves one out that is far off', () => {
      const fresh = rightFile()
      // Read as if the cells had become 18 % more sensitive since, and cell 5 twice as sensitive.
      const aged = fresh.cells.map((cell, i) => ({ ...cell, k: cell.k / (i === 5 ? 2 : 1.18) }))
      inForce = { ...fresh, cells: aged }
      open()
      const { cells } = check()
      for (const { index, fit } of cells)
        expect(fit?.reasons[0]?.code).toBe(index === 5 ? 'verify-far-off' : 'aged')
      expect(cells[0]?.fit?.verifyError).toBeGreaterThan(0.1)
      expect(ask('accept')).toBeNull()
      for (const [i, cell] of inForce.cells.entries()) {
        if (i === 5) expect(cell).toMatchObject({ verdict: 'fail' })
        else expect(Math.abs(cell.k / (fresh.cells[i]?.k ?? 0) - 1)).toBeLessThan(0.06)
      }
    })

    it('needs a calibration', () => {
      inForce = null
      open()
      cushion.wait(1)
      expect(ask('begin', { method: 'check' })?.message).toMatch(/no calibration to check yet/)
    })
  })

  it('constants of the board are in force when there is nothing else, and otherwise among the earlier ones', () => {
    const factory: Calibration = {
      ...file,
      madeAt: '2026-01-01T00:00:00.000Z',
      cells: file.cells.map((cell) => ({ ...cell, method: 'factory' as const, statedError: 0.08 })),
    }
    const offer = () =>
      service.offerFactory(factory, cushion.atMs, {
        calibration: inForce,
        set: (calibration) => {
          inForce = calibration
          return null
        },
      })
    expect(offer()).toBe(false)
    expect(inForce).toBe(file)
    expect(ask('restore', { madeAt: factory.madeAt })).toBeNull()
    expect(service.info(inForce).method).toBe('factory')
    inForce = null
    expect(offer()).toBe(true)
    expect(inForce).toMatchObject({ madeAt: factory.madeAt, cells: factory.cells })
  })

  it('quick: a weight that stays, a hand on two cells and a weight that never rests measure nothing', () => {
    ask('begin', { method: 'quick', surface: 'office chair' })
    cushion.put(2, 100).put(3, 100).wait(20)
    expect(procedure()).toMatchObject({ hold: null, cells: { 2: { done: 0 }, 3: { done: 0 } } })
    cushion.put(3, 0).wait(40)
    expect(procedure().cells[2]).toMatchObject({ done: 1 })
    for (let i = 0; i < 30; i++) cushion.put(2, i % 2 === 0 ? 400 : 300).wait(1)
    expect(procedure().cells[2]).toMatchObject({ done: 1 })
    cushion.put(2, 400).wait(15)
    expect(procedure().cells[2]).toMatchObject({ done: 2 })
  })

  it.each([
    [{ massesG: [100, 200] }, /at least three times the smaller/],
    [{ massesG: [100, 200, 400] }, /takes two weights/],
    [{ massesG: [100, 100] }, /listed twice/],
  ])('quick: %j is refused', (weights, sentence) => {
    expect(ask('begin', { method: 'quick', ...weights })?.message).toMatch(sentence)
  })

  it('a procedure survives a restart in the middle', () => {
    ask('begin', { surface: 'chair', cells: [2] })
    doStep(2)
    doStep(2)
    doStep(2)
    const before = procedure()
    open()
    cushion.wait(1)
    expect(procedure()).toMatchObject({ cells: before.cells, plan: before.plan, surface: 'chair' })
    doCell(2)
    expect(procedure().cells[0]?.fit?.verdict).toBe('pass')
  })

  it('cells that are not measured keep their earlier figures', () => {
    ask('begin', { cells: [2] })
    doCell(2)
    ask('accept')
    expect(inForce?.cells[0]).toEqual(file.cells[0])
    expect(inForce?.cells[2]).toMatchObject({ verdict: 'pass' })
  })

  it('mistakes are named and the step stays: wrong cell, no weight, a weight left on, a moving weight', () => {
    ask('begin', { cells: [2] })
    const note = () => procedure().note?.text ?? ''
    doStep(2)
    cushion.put(2, 100)
    doStep(2, 5)
    cushion.put(5, 0)
    expect(note()).toMatch(/Something is still on the cell/)
    cushion.put(2, 0).wait(20)
    doStep(2)
    doStep(2, 5)
    expect(note()).toMatch(/is on cell 5/)
    cushion.put(5, 0).wait(5)
    ask('hold', { cell: 2 })
    cushion.wait(61)
    expect(note()).toMatch(/No weight was seen/)
    cushion.put(2, 100).wait(2)
    ask('hold', { cell: 2 })
    cushion.wait(55).put(2, 130).wait(6)
    expect(note()).toMatch(/moved/)
    expect(procedure().cells[0]?.done).toBe(2)
    cushion.put(2, 100)
    doCell(2)
    expect(procedure().cells[0]?.fit?.verdict).toBe('pass')
  })

  it('after the ladders, cells take turns with the repeats; the result so far can be accepted at any time', () => {
    ask('begin', { cells: [2, 3], repeats: 2 })
    const order: number[] = []
    for (let cell = procedure().next; cell !== null; cell = procedure().next) {
      if (order.at(-1) !== cell) order.push(cell)
      if (procedure().cells.every(({ done }) => done >= 13)) expect(procedure().acceptProblem).toBeNull()
      doStep(cell)
      if (procedure().next !== cell) cushion.put(cell, 0).wait(25)
    }
    expect(order).toEqual([2, 3, 2, 3, 2, 3])
    expect(procedure().cells.map(({ fit }) => fit?.repeatability)).toEqual([
      expect.any(Number),
      expect.any(Number),
    ])
  })

  it('an unusable cell is not repeated', () => {
    ask('begin', { cells: [2, 3], repeats: 1 })
    for (let step = 1; step < 13; step++) doStep(2)
    cushion.put(2, 900).wait(2)
    ask('hold', { cell: 2 })
    cushion.wait(31).put(2, 0)
    expect(procedure().cells[0]?.fit?.reasons).toMatchObject([{ code: 'verify-far-off' }])
    while (procedure().cells[1]?.fit === null) doStep(3)
    expect(procedure().next).toBe(3)
    doStep(3)
    expect(procedure()).toMatchObject({ next: null, cells: [{ done: 13 }, { done: 14 }] })
  })

  it('a repeat on a cell that has not rested or is already loaded is rejected', () => {
    ask('begin', { cells: [2], repeats: 3 })
    while (procedure().cells[0]?.fit === null) doStep(2)
    const note = () => procedure().note?.text ?? ''
    ask('hold', { cell: 2 })
    cushion.wait(5)
    expect(note()).toMatch(/had not been empty for 20 s/)
    cushion.put(2, 0).wait(10).put(2, 400).wait(2)
    ask('hold', { cell: 2 })
    cushion.wait(5)
    expect(note()).toMatch(/had not been empty for 20 s/)
    expect(procedure().cells[0]?.done).toBe(13)
    doStep(2)
    expect(procedure().cells[0]?.done).toBe(14)
  })

  it('a procedure that an older version left on disk continues, without repeats', () => {
    ask('begin', { cells: [2] })
    doStep(2)
    const saved = JSON.parse(kept.get('calibration-procedure') ?? '')
    delete saved.repeats
    kept.set('calibration-procedure', JSON.stringify(saved))
    open()
    cushion.wait(1)
    expect(procedure()).toMatchObject({ next: 2, cells: [{ done: 1 }] })
    expect(procedure().plan).toHaveLength(13)
  })

  it('a step can be undone, and a cell measured again', () => {
    ask('begin', { cells: [2] })
    doStep(2)
    doStep(2)
    ask('back', { cell: 2 })
    expect(procedure().cells[0]?.done).toBe(1)
    doStep(2)
    ask('redo', { cell: 2 })
    expect(procedure().cells[0]?.done).toBe(0)
  })

  it('a cell that shows nothing is left out with its reason; the others can be put in force', () => {
    cushion.cells.setFault(2, { kind: 'open' })
    ask('begin', { cells: [2, 3] })
    ask('skip', { cell: 2 })
    doCell(3)
    const [skipped] = procedure().cells
    expect(skipped?.fit).toMatchObject({ verdict: 'fail' })
    expect(skipped?.fit?.reasons.map(({ code }) => code)).toContain('too-few-weights')
    expect(ask('accept')).toBeNull()
    expect(inForce?.cells[2]?.verdict).toBe('fail')
  })

  it('does not start while somebody sits, or without readings', () => {
    occupied = true
    expect(ask('begin')?.code).toBe('occupied')
    occupied = false
    cushion.put(1, 2000).wait(5)
    expect(ask('begin')?.code).toBe('occupied')
    cushion.put(1, 0).wait(20)
    cushion.atMs += 60_000
    expect(ask('begin')?.code).toBe('no-cushion')
    expect(service.active).toBe(false)
  })

  it('pauses after ten minutes without a measurement, and resumes with the next step', () => {
    ask('begin', { cells: [2] })
    doStep(2)
    cushion.wait(590)
    expect(service.active).toBe(true)
    cushion.wait(20)
    expect(service.active).toBe(false)
    expect(procedure().active).toBe(false)
    doStep(2)
    expect(service.active).toBe(true)
    expect(procedure().cells[0]?.done).toBe(2)
  })

  it('cancelling discards it and leaves the current calibration in force', () => {
    ask('begin')
    expect(ask('cancel')).toBeNull()
    expect(service.info(inForce).procedure).toBeNull()
    expect(inForce).toBe(file)
    open()
    expect(service.info(inForce).procedure).toBeNull()
  })

  it('every calibration stays in the history and can be put back', () => {
    const own = { ...file, madeAt: '2026-01-01T00:00:00.000Z', surface: 'foam' }
    expect(ask('set', { calibration: own })).toBeNull()
    open()
    expect(service.info(inForce).history).toMatchObject([
      { surface: 'foam', inForce: true, verdicts: null },
      { surface: 'wood', inForce: false },
    ])
    expect(ask('restore', { madeAt: file.madeAt })).toBeNull()
    expect(inForce).toMatchObject({ surface: 'wood', setAt: new Date(cushion.atMs).toISOString() })
    expect(ask('restore', { madeAt: '2020-01-01T00:00:00.000Z' })?.code).toBe('invalid')
    expect(ask('set', { calibration: { v: 1 } })?.code).toBe('invalid')
  })

  it('a new surface is reported until a calibration is put in force', () => {
    ask('surface-changed')
    expect(service.info(inForce).surfaceChangedAt).toBe(new Date(cushion.atMs).toISOString())
    open()
    expect(service.info(inForce).surfaceChangedAt).not.toBeNull()
    ask('set', { calibration: file })
    expect(service.info(inForce).surfaceChangedAt).toBeNull()
  })

  it.each([
    [{ massesG: [100, 200, 300, 400, 400], verifyG: 250 }, /twice|five/],
    [{ massesG: [100, 200, 300, 400, 500], verifyG: 300 }, /must not be one of the others/],
    [{ massesG: [100, 200, 300, 400, 500], verifyG: 900 }, /between/],
    [{ massesG: [300, 350, 400, 450, 500], verifyG: 380 }, /three times/],
  ])('weights that make no calibration are refused: %j', (weights, words) => {
    expect(ask('begin', weights)?.message).toMatch(words)
  })
})
