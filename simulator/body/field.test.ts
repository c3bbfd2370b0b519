import { expect, test } from 'vitest'
import { simulatedSurfaces } from '../../core/model/simulated-sitter.ts'
import { PressureField, uprightLoads } from './field.ts'
import { surfaces } from './seat.ts'

const stepCm = 0.5
const seat: { xCm: number; yCm: number }[] = []
for (let xCm = -25; xCm <= 25; xCm += stepCm)
  for (let yCm = -20; yCm <= 32; yCm += stepCm) seat.push({ xCm, yCm })

const body = { massKg: 75, ischiumXCm: 6.2, offsetXCm: 0, offsetYCm: 0, leftShare: 0.5 }

function upright(massKg: number, surface: (typeof simulatedSurfaces)[number]): Float64Array {
  const loads = uprightLoads({ ...body, massKg }, surfaces[surface])
  loads[6] = 0
  const field = new PressureField(seat, { ...body, massKg }, surfaces[surface])
  const kpa = new Float64Array(seat.length)
  field.place(0, 0)
  field.pressures(loads, kpa)
  return kpa
}

const forceN = (kpa: Float64Array) => kpa.reduce((sum, p) => sum + p, 0) * 0.1 * stepCm * stepCm

test.each(simulatedSurfaces.flatMap((surface) => [40, 75, 130].map((massKg) => [surface, massKg] as const)))(
  'on %s the pressures of %i kg add up to half the weight',
  (surface, massKg) => {
    expect(forceN(upright(massKg, surface)) / (massKg * 9.81 * 0.5)).toBeCloseTo(1, 1)
  },
)

test('contact area and whole-seat mean of 75 kg on office foam are as in the literature', () => {
  const contact = upright(75, 'office-foam').filter((p) => p >= 0.67)
  const areaCm2 = contact.length * stepCm * stepCm
  const meanKpa = contact.reduce((sum, p) => sum + p, 0) / contact.length
  expect(areaCm2).toBeGreaterThan(400)
  expect(areaCm2).toBeLessThan(700)
  expect(meanKpa).toBeGreaterThan(5.5)
  expect(meanKpa).toBeLessThan(9)
})

test('the harder the seat the smaller the contact and the higher the peak', () => {
  const [soft, office, firm, wood] = simulatedSurfaces.map((name) => upright(75, name))
  const peaks = [soft, office, firm, wood].map((kpa) => Math.max(...(kpa ?? [])))
  const areas = [soft, office, firm, wood].map((kpa) => kpa?.filter((p) => p >= 0.67).length ?? 0)
  expect(peaks).toEqual(peaks.toSorted((a, b) => a - b))
  expect(areas).toEqual(areas.toSorted((a, b) => b - a))
})
