/** The simulated cushion's control topic: valid controls take effect, invalid ones are ignored. */

import { beforeEach, describe, expect, it } from 'vitest'
import { simulatorControlSchema } from '../../contract/simulator-control.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { createMemoryBroker, type MemoryBroker } from '../../mqtt/memory-mqtt.ts'
import { silentLog } from '../../platform/log.ts'
import { type CushionModel, createCushionModel, loadScenario } from '../../simulator/index.ts'
import { takeSimulatorControl } from './simulator-control.ts'

const startMs = Date.UTC(2026, 2, 2, 9)
const topic = 'sitbone/simulator/desk-1/set'
let broker: MemoryBroker
let model: CushionModel
let atMs: number
let told: string[]

beforeEach(async () => {
  broker = createMemoryBroker()
  model = createCushionModel({ scenario: await loadScenario('long-sit'), seed: 1, layout: fsr8, startMs })
  atMs = startMs
  told = []
  const mqtt = broker.link()
  const board = {
    model,
    unplug: () => told.push('unplug'),
    plug: () => told.push('plug'),
    reset: () => told.push('reset'),
  }
  takeSimulatorControl({ base: 'sitbone', cushion: 'desk-1', board, mqtt, log: silentLog })
  await mqtt.start()
})

const tell = async (control: object) => {
  const mqtt = broker.link()
  await mqtt.start()
  await mqtt.publish(topic, JSON.stringify(control), { qos: 1 })
}
const truth = (s: number) => {
  let last = model.step(atMs)
  for (let i = 0; i < s * 10; i++) {
    atMs += 100
    last = model.step(atMs)
  }
  return last.truth
}

describe('simulator control', () => {
  it('gets up and takes a weight of 200 g on cell 2: 15.4 kPa on 1.27 cm2, and nothing elsewhere', async () => {
    expect(truth(3).occupied).toBe(true)
    await tell({ seat: 'stand', weights: { 2: 200 } })
    const { occupied, kpa } = truth(5)
    expect(occupied).toBe(false)
    expect(kpa[2]).toBeCloseTo((10 * 0.2 * 9.80665) / 1.27, 9)
    expect(kpa.filter((value) => value > 0)).toHaveLength(1)
    await tell({ weights: { 2: null } })
    expect(truth(1).kpa[2]).toBe(0)
    await tell({ seat: 'follow' })
    expect(truth(5).occupied).toBe(true)
  })
  it('takes postures, faults and the cable', async () => {
    await tell({ place: { xCm: 2, yCm: -1 } })
    expect(truth(5).posture).not.toBe('lean-left')
    expect(model.sitter.xCm).toBeCloseTo(2, 0)
    await tell({ place: null, posture: 'lean-left', faults: { 0: { kind: 'saturated' } }, plugged: false })
    expect(truth(5).posture).toBe('lean-left')
    expect(model.counts(atMs + 100)[0]).toBe(1023)
    await tell({ faults: { 0: null }, plugged: true, reset: true })
    expect(model.counts(atMs + 200)[0]).toBeLessThan(1023)
    expect(told).toEqual(['unplug', 'plug', 'reset'])
  })
  it('leaves alone what does not fit as a whole', async () => {
    await tell({ seat: 'stand', weights: { 2: -5 } })
    await tell({ seat: 'stand', colour: 'red' })
    await tell({ seat: 'stand', faults: { 0: { kind: 'unknown' } } })
    expect(truth(5).occupied).toBe(true)
  })
  it('knows no posture but those of the simulator', () => {
    expect(simulatorControlSchema.safeParse({ posture: 'floating' }).success).toBe(false)
  })
})
