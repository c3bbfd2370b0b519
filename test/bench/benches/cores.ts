/** The pure cores: a frame of 8 counts in, pressures, sitting, load and the decision about alerts out. */
import { CushionCore } from '../../../core/cushion-core.ts'
import { BatchBuilder } from '../../../gateway/runtime/batch-builder.ts'
import { type Bench, type BenchOptions, middle, type Row, type Speed, scaled, timed } from '../bench.ts'
import { coreOptions, officeFrames } from '../parts/seated-day.ts'

const rounds = 5

export const cores: Bench = {
  name: 'cores',
  about: 'readings through the pure cores, from the frame to the decision about alerts',
  async run({ scale, say }: BenchOptions): Promise<Row[]> {
    say('simulating an office day')
    const frames = await officeFrames(scaled(288_000, scale, 2000))
    const decided: Speed[] = []
    const relative: Speed[] = []
    const whole: Speed[] = []
    for (let round = 0; round <= rounds; round++) {
      const speeds = [
        await timed(frames.length, () => {
          const core = new CushionCore(coreOptions())
          for (const frame of frames) core.frame(frame)
        }),
        await timed(frames.length, () => {
          const core = new CushionCore(coreOptions({ calibration: null }))
          for (const frame of frames) core.frame(frame)
        }),
        // Like the gateway, also builds batches with the pressures for the record.
        await timed(frames.length, () => {
          const core = new CushionCore(coreOptions())
          const builder = new BatchBuilder({ gateway: 'bench', cushion: 'desk-1', simulated: true })
          frames.forEach((frame, i) => {
            const output = core.frame(frame)
            builder.frame(frame, output.reading.kpa())
            builder.output(output)
            if (i % 5 === 0) builder.take()
          })
        }),
      ]
      // The first round warms up.
      if (round === 0) continue
      if (speeds[0]) decided.push(speeds[0])
      if (speeds[1]) relative.push(speeds[1])
      if (speeds[2]) whole.push(speeds[2])
    }
    const speed = middle(decided)
    return [
      {
        what: 'pure cores, frame to alert decision',
        unit: 'readings/s',
        value: speed.perS,
        target: { atLeast: 300_000 },
        more: {
          'readings per CPU second': speed.perCpuS,
          'in relative mode': middle(relative).perS,
          'with record batches of half a second as JSON': middle(whole).perS,
        },
      },
    ]
  },
}
