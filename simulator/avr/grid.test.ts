/** The 4 x 4 grid from the same source: rows driven, columns read. */
import { expect, test } from 'vitest'
import { grid4x4 } from '../../firmware-protocol/layout.ts'
import { committedFirmware } from './firmware.ts'
import { framesOf, testBoard } from './testing.ts'

const grid = () => testBoard({ hex: committedFirmware('grid4x4'), layout: grid4x4 })

test('says 16 channels and sends 16 counts, also at the quickest rate', async () => {
  const board = await grid()
  const [hello] = board.reset().run(100)
  expect(hello).toMatchObject({ type: 'hello', dev: 'grid4x4', channels: 16, bits: 10 })
  board.ask({ type: 'rate', hz: 50 })
  const frames = framesOf(board.run(2000))
  expect(frames.length).toBeGreaterThanOrEqual(99)
  expect(frames.every(({ counts }) => counts.length === 16)).toBe(true)
  expect(frames.map(({ seq }) => seq - (frames[0]?.seq ?? 0))).toEqual(frames.map((_, i) => i))
})

test('each cell is read in its place, whatever load is on the others', async () => {
  const board = await grid()
  const { model } = board.board
  const told = Array.from({ length: 16 }, (_, cell) => 40 + cell * 37)
  for (const [cell, adc] of told.entries()) model.setFault(cell, { kind: 'stuck', adc })
  const counts = framesOf(board.reset().run(300)).at(-1)?.counts ?? []
  for (const [cell, adc] of told.entries())
    expect(Math.abs((counts[cell] ?? 0) - adc), `cell ${cell}`).toBeLessThanOrEqual(2)
})

test('one pressed cell shows in no other, an open one reads 0', async () => {
  const board = await grid()
  const { model } = board.board
  for (let cell = 0; cell < 16; cell++) model.setFault(cell, { kind: 'open' })
  for (let pressed = 0; pressed < 16; pressed++) {
    model.setFault(pressed, { kind: 'stuck', adc: 600 })
    const counts = framesOf(board.reset().run(250)).at(-1)?.counts ?? []
    expect(counts.map((count) => Math.abs(count) > 1)).toEqual(counts.map((_, cell) => cell === pressed))
    expect(Math.abs((counts[pressed] ?? 0) - 600)).toBeLessThanOrEqual(1)
    model.setFault(pressed, { kind: 'open' })
  }
})

test('all cells at full scale do not divide by zero', async () => {
  const board = await grid()
  for (let cell = 0; cell < 16; cell++) board.board.model.setFault(cell, { kind: 'saturated' })
  const counts = framesOf(board.reset().run(300)).at(-1)?.counts ?? []
  expect(counts.every((count) => count > 900 && count <= 1023)).toBe(true)
})
