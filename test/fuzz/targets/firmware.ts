/** Bytes to the reference firmware in emulation: it never starts anew, its frames go on, and it answers the next good command. */
import fc from 'fast-check'
import { decodeBoardLine, encodeHostCommand } from '../../../firmware-protocol/index.ts'
import { fsr8 } from '../../../firmware-protocol/layout.ts'
import { EmulatedBoard } from '../../../simulator/avr/emulated-board.ts'
import { committedFirmware, loadScenario } from '../../../simulator/index.ts'
import { alteredBytes, junkBytes } from '../junk.ts'
import { fuzzed, holds, type Target } from '../target.ts'

const commands = [
  encodeHostCommand({ type: 'hello' }),
  encodeHostCommand({ type: 'ping', token: 'one' }),
  encodeHostCommand({ type: 'rate', hz: 50 }),
  encodeHostCommand({ type: 'buzz', ms: 10 }),
  encodeHostCommand({ type: 'id', text: 'desk-2' }),
]
/** Time for an answer, and for a frame behind it. */
const quietMs = 150

export const firmware: Target = {
  name: 'firmware',
  async open() {
    let said = ''
    const board = new EmulatedBoard({
      hex: committedFirmware('fsr8'),
      scenario: await loadScenario('long-sit'),
      seed: 1,
      layout: fsr8,
      startMs: 0,
      onByte: (byte) => {
        said += String.fromCharCode(byte)
      },
    })
    board.reset('power-on')
    board.runTo(board.nowMs + 1000)
    let asked = 0
    let lastSeq = -1
    return fuzzed(
      fc.array(
        fc.oneof({ weight: 4, arbitrary: alteredBytes(commands) }, { weight: 1, arbitrary: junkBytes }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      (pieces) => {
        said = said.slice(said.lastIndexOf('\n') + 1)
        for (const piece of pieces) {
          board.receive(piece)
          board.runTo(board.nowMs + piece.length / 10)
        }
        const token = `t${++asked}`
        board.receive(Buffer.from(`\n${encodeHostCommand({ type: 'ping', token })}`))
        board.runTo(board.nowMs + quietMs)
        const lines = said.split('\n').slice(0, -1)
        const read = lines.map((line) => decodeBoardLine(line))
        holds(
          read.every(({ ok }) => ok),
          `it said ${JSON.stringify(lines.find((_, i) => !read[i]?.ok))}`,
        )
        holds(said.includes(`$A,PING,${token},`), 'the next PING was not answered')
        const seqs = read.flatMap((one) => (one.ok && one.message.type === 'frame' ? [one.message.seq] : []))
        // Scans are left out while answers fill the line; none comes twice or late.
        holds(seqs.length > 0 && seqs.every((seq, i) => seq > (seqs[i - 1] ?? lastSeq)), `frames ${seqs}`)
        lastSeq = seqs.at(-1) ?? lastSeq
        const { watchdog, 'brown-out': brownOut } = board.starts
        holds(watchdog + brownOut === 0, `it started anew: ${JSON.stringify(board.starts)}`)
      },
    )
  },
}
