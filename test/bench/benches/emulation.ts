/**
 * Machine code of the reference firmware in emulation: its maximum speed, and the cost of a board paced in real time.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { encodeHostCommand } from '../../../firmware-protocol/index.ts'
import { fsr8, grid4x4 } from '../../../firmware-protocol/layout.ts'
import { testBoard as emulatedBoard } from '../../../simulator/avr/testing.ts'
import { committedFirmware, createAvrBoard, loadScenario } from '../../../simulator/index.ts'
import { type Bench, type BenchOptions, median, middle, type Row, scaled, timed } from '../bench.ts'

const rounds = 5
const boards = [
  { name: 'fsr8', layout: fsr8 },
  { name: 'grid4x4', layout: grid4x4 },
] as const

export const emulation: Bench = {
  name: 'emulation',
  about: 'machine code of the reference firmware: real-time factor, and CPU of a board paced in real time',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    const rows: Row[] = []
    for (const { name, layout } of boards)
      for (const hz of [10, 50]) {
        const board = await emulatedBoard({ hex: committedFirmware(name), layout })
        board.reset().run(100)
        board.tell(encodeHostCommand({ type: 'rate', hz })).run(2000)
        const simulatedS = scaled(30, scale)
        const speeds = []
        for (let round = 0; round < rounds; round++)
          speeds.push(await timed(simulatedS, () => board.runText(simulatedS * 1000)))
        const own = middle(speeds)
        rows.push({
          what: `${name} at ${hz} Hz, as fast as it goes`,
          unit: 'x real time',
          value: own.perS,
          more: { 'x per CPU second': own.perCpuS },
        })
      }
    say('a board paced in real time')
    rows.push(await paced(scaled(20, scale)))
    return rows
  },
}

/** CPU and lateness of one board at speed 1 with only its reader in this process. */
async function paced(forS: number): Promise<Row> {
  const board = createAvrBoard({
    hex: committedFirmware('fsr8'),
    scenario: await loadScenario('long-sit'),
    seed: 1,
    layout: fsr8,
    startMs: Date.now(),
  })
  const arrivals: number[] = []
  board.open().on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 0x0a) arrivals.push(performance.now())
  })
  await delay(1000)
  arrivals.length = 0
  const cpu = process.cpuUsage()
  await delay(forS * 1000)
  const { user, system } = process.cpuUsage(cpu)
  board.stop()
  const gaps = arrivals.slice(1).map((at, i) => at - (arrivals[i] ?? at))
  return {
    what: 'fsr8 at 10 Hz, paced in real time: CPU of one core',
    unit: '%',
    value: ((user + system) / 1e6 / forS) * 100,
    more: {
      frames: arrivals.length,
      'times held': board.held,
      'median ms between frames': median(gaps),
      'longest ms between frames': Math.max(...gaps),
      'memory MB': Math.round(process.memoryUsage().rss / 1e6),
    },
  }
}
