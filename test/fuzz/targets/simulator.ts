/** What a simulated cushion is told over MQTT: whatever it was, told to be well it is, and a host reads it again. */
import type { Duplex } from 'node:stream'
import fc from 'fast-check'
import { simulatorLinesSchema, simulatorTruthSchema } from '../../../contract/simulator-console.ts'
import { decodeBoardLine, LineSplitter } from '../../../firmware-protocol/index.ts'
import { fsr8 } from '../../../firmware-protocol/layout.ts'
import { createMemoryBroker } from '../../../mqtt/memory-mqtt.ts'
import { createVirtualBoard, FaultBox, loadScenario } from '../../../simulator/index.ts'
import { SimulatorConsole } from '../../../tools/simulated-cushion/simulator-console.ts'
import { takeSimulatorControl } from '../../../tools/simulated-cushion/simulator-control.ts'
import { examplesOf } from '../examples.ts'
import { junkPayload } from '../junk.ts'
import { strictLog } from '../strict-log.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'

const topic = (end: string) => `sitbone/simulator/demo-1/${end}`
const examples = [
  ...examplesOf('simulator/<id>/set'),
  { wire: { 'wrong-baud': { baud: 9600 }, frozen: {}, 'reset-storm': { everyS: 0.2 }, wrap: { inS: 1 } } },
  { wire: { drop: { share: 1 }, double: { share: 1 }, swap: { share: 1 }, bursts: { everyMs: 10_000 } } },
  { faults: { 0: { kind: 'drifting', perHour: 1 }, 7: { kind: 'gain', factor: 2 } }, reset: true },
]
/** Puts everything right; quick, so that the next frame is near. */
const well = {
  heal: true,
  reset: true,
  seat: 'sit',
  posture: 'upright',
  speed: 100,
  weights: Object.fromEntries(fsr8.cells.map((_, cell) => [cell, null])),
  watch: { forS: 60, everyLine: false },
}

export const simulator: Target = {
  name: 'mqtt-simulator',
  async open() {
    const broker = createMemoryBroker()
    const { log, faults } = strictLog()
    const scenario = await loadScenario('long-sit')
    const startMs = Date.UTC(2026, 2, 2, 9)
    const board = createVirtualBoard({ scenario, seed: 1, layout: fsr8, startMs, speed: 100 })
    const box = new FaultBox(board, { seed: 1, cells: fsr8.cells })
    const mqtt = broker.link()
    const given = { base: 'sitbone', cushion: 'demo-1', mqtt, log }
    const part = new SimulatorConsole({ ...given, board, box, scenario, speed: 100 })
    takeSimulatorControl({ ...given, board: part })
    await mqtt.start()

    let stream: Duplex | null = null
    let lines = new LineSplitter()
    const seen = { hellos: 0, frames: 0 }
    function plugIn(): void {
      if (stream !== null && !stream.destroyed) return
      lines = new LineSplitter()
      stream = box.open()
      stream.on('error', () => {})
      stream.on('data', (bytes: Buffer) => {
        for (const line of lines.push(bytes.toString('latin1'))) {
          const read = decodeBoardLine(line)
          if (!read.ok) continue
          if (read.message.type === 'hello') seen.hellos++
          if (read.message.type !== 'frame') continue
          seen.frames++
          const { counts } = read.message
          holds(counts.length === 8 && counts.every((count) => count <= 1023), `a frame ${line}`)
        }
      })
    }
    plugIn()
    return fuzzed(
      fc.array(fc.tuple(junkPayload(examples), fc.boolean()), { minLength: 1, maxLength: 5 }),
      async (told) => {
        for (const [payload, wait] of told) {
          broker.send(topic('set'), payload)
          if (wait) await new Promise((resolve) => setTimeout(resolve, 1))
        }
        const before = { ...seen }
        broker.send(topic('set'), well)
        holds(box.isPlugged && box.cellFaults.size === 0, 'it is not healed')
        holds(
          Object.values(box.faults).every((fault) => fault === undefined),
          JSON.stringify(box.faults),
        )
        plugIn()
        await until(
          () => seen.hellos > before.hellos && seen.frames > before.frames + 2,
          'no frames come',
          () => JSON.stringify({ before, seen, open: stream?.destroyed === false }),
        )
        const truth = board.truth()
        holds(
          truth.kpa.every((kpa) => kpa >= 0 && kpa < 1e6),
          JSON.stringify(truth),
        )
        for (const one of broker.json(topic('lines'))) simulatorLinesSchema.parse(one)
        for (const one of broker.json(topic('truth'))) simulatorTruthSchema.parse(one)
        broker.published.length = 0
        holds(faults.length === 0, faults.join('; '))
      },
      async () => {
        part.stop()
        box.stop()
      },
    )
  },
}
