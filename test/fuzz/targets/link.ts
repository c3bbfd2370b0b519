/** The link over a stream in memory: every good frame comes out once and right, none that was not sent. */
import fc from 'fast-check'
import type { Frame } from '../../../core/model/types.ts'
import { encodeLine } from '../../../firmware-protocol/index.ts'
import { createLink } from '../../../gateway/link/link.ts'
import { memorySource } from '../../../gateway/link/sources/memory-source.ts'
import { WireBoard } from '../../../gateway/link/wire-board.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { until } from '../until.ts'
import { brokenLine, hello, noise } from './wire-junk.ts'

const frameLine = (seq: number): string =>
  encodeLine(`F,${seq},${seq * 100},${seq % 1024},${(seq * 7) % 1024}`)

/** Junk that holds no good line by itself: then everything good that comes out was sent as good. */
const harmless = (text: string): boolean =>
  !text.split('\n').some((line) => /\$[HF][^$]*\*[0-9A-F]{4}\r?$/s.test(line))

const junk = fc
  .oneof(
    noise,
    fc.nat(200).chain((seq) => brokenLine([frameLine(seq)])),
    brokenLine([hello]),
  )
  .map((text) => `${text}\n`)
  .filter(harmless)

export const link: Target = {
  name: 'link',
  open: async () =>
    fuzzed(
      fc.record({
        before: fc.array(junk, { maxLength: 4 }),
        between: fc.array(fc.array(junk, { maxLength: 3 }), { minLength: 1, maxLength: 20 }),
        cuts: fc.array(fc.nat(5000), { maxLength: 10 }),
      }),
      async ({ before, between, cuts }) => {
        const frames: Frame[] = []
        const wires: WireBoard[] = []
        const made = createLink({
          source: memorySource('fuzz', () => {
            const wire = new WireBoard()
            wires.push(wire)
            return wire
          }),
          channels: 2,
          lastAtMs: null,
          log: () => {},
          timing: {
            helloWaitMs: 5000,
            tickMs: 50,
            firstPingEveryMs: 1e6,
            pingEveryMs: 1e6,
            staleExtraMs: 1e6,
          },
        })
        made.start({ hello() {}, state() {}, frame: (frame) => frames.push(frame) })
        try {
          await until(() => wires.length === 1, 'the port was not opened')
          const [wire] = wires
          const text = [
            ...before,
            hello,
            ...between.flatMap((pieces, index) => [...pieces, frameLine(index + 1)]),
          ].join('')
          let from = 0
          for (const end of [...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted(
            (a, b) => a - b,
          )) {
            if (end > from) wire?.raw(text.slice(from, end))
            from = end
          }
          await until(
            () => frames.length >= between.length,
            'a good frame is missing',
            () => `${frames.length} of ${between.length}: ${JSON.stringify(made.state())}`,
          )
          holds(wires.length === 1, 'the port was opened anew')
          for (const [index, frame] of frames.entries()) {
            const seq = index + 1
            const right = frame.seq === seq && frame.boardMs === seq * 100 && frame.counts[0] === seq % 1024
            holds(
              right && frame.counts[1] === (seq * 7) % 1024,
              `frame ${seq} came as ${JSON.stringify(frame)}`,
            )
          }
          const { rejected, framesLost, partial } = made.counters()
          const lines = text.split('\n').length
          const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0)
          holds(refused + partial <= lines, `${refused} refused lines of ${lines}`)
          holds(framesLost === 0, `${framesLost} frames are said to be lost`)
        } finally {
          await made.stop()
        }
      },
    ),
}
