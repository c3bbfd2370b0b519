/** Line splitter, line bound and codec: any chunking gives the same lines, and what is taken is what its bytes say. */
import fc from 'fast-check'
import {
  decodeBoardLine,
  decodeHostLine,
  encodeBoardMessage,
  encodeHostCommand,
  LineSplitter,
} from '../../../firmware-protocol/index.ts'
import { LineBound } from '../../../gateway/link/line-bound.ts'
import { BoardProgram } from '../../../simulator/board/board.ts'
import { fuzzed, holds, type Target } from '../target.ts'
import { boardLine, chunksOf, hostLine, stream } from './wire-junk.ts'

/** Bit by bit, as the definition reads: another way than the codec's table. */
function crcByDefinition(text: string): string {
  let register = 0xffff
  for (const char of text) {
    for (let bit = 7; bit >= 0; bit--) {
      const out = (register >> 15) & 1
      register = ((register << 1) & 0xffff) ^ (out === ((char.charCodeAt(0) >> bit) & 1) ? 0 : 0x1021)
    }
  }
  return register.toString(16).toUpperCase().padStart(4, '0')
}

/** Lines as the specification has them, of the whole text at once. */
function linesByDefinition(text: string): { lines: string[]; overlong: number } {
  const pieces = text.split('\n')
  const rest = pieces.pop() ?? ''
  const bare = pieces.map((piece) => (piece.endsWith('\r') ? piece.slice(0, -1) : piece))
  const cut = rest.endsWith('\r') ? rest.slice(0, -1) : rest
  return {
    lines: bare.filter((line) => line.length > 0 && line.length < 512),
    overlong: bare.filter((line) => line.length >= 512).length + (cut.length >= 512 ? 1 : 0),
  }
}

const mostLine = 512

export const splitter: Target = {
  name: 'splitter',
  open: async () =>
    fuzzed(stream(fc.oneof(boardLine, hostLine)), (given) => {
      const expected = linesByDefinition(given.text)
      const lines = new LineSplitter()
      const cut = chunksOf(given).flatMap((chunk) => lines.push(chunk))
      holds(JSON.stringify(cut) === JSON.stringify(expected.lines), `cut into ${JSON.stringify(cut)}`)
      holds(lines.overlong === expected.overlong, `overlong: ${lines.overlong}, not ${expected.overlong}`)

      const passed: Buffer[] = []
      let dropped = 0
      const bound = new LineBound(() => dropped++)
      bound.on('data', (chunk: Buffer) => passed.push(chunk))
      for (const chunk of chunksOf(given)) bound.write(Buffer.from(chunk, 'latin1'))
      bound.read()
      for (const line of Buffer.concat(passed).toString('latin1').split('\n'))
        holds(line.length <= mostLine, `a line of ${line.length} bytes came through`)
      holds(dropped >= expected.overlong - 1, `only ${dropped} of ${expected.overlong} lines dropped`)
    }),
}

type Taken = Extract<ReturnType<typeof decodeBoardLine>, { ok: true }>

function holdsMessage(read: Taken, body: string): void {
  const { message } = read
  if (message.type === 'frame') {
    const { seq, ms, counts } = message
    const said = body.split(',').slice(1).map(Number)
    holds(JSON.stringify([seq, ms, ...counts]) === JSON.stringify(said), 'another frame than its line says')
  }
  if (message.type === 'unknown') return
  const again = decodeBoardLine(encodeBoardMessage(message))
  // Keys without a value are left out when written again.
  if (message.type !== 'hello')
    holds(JSON.stringify(again) === JSON.stringify(read), 'another message when written again')
}

export const codec: Target = {
  name: 'codec',
  open: async () =>
    fuzzed(stream(fc.oneof(boardLine, hostLine)), ({ text }) => {
      for (const line of [...text.split('\n'), text]) holdsLine(line)
    }),
}

function holdsLine(line: string): void {
  const read = decodeBoardLine(line)
  const command = decodeHostLine(line)
  if (!read.ok && !command.ok) return
  const [, body = '', sum = ''] = /\$([^$*]*)\*([0-9A-F]{4})\r?\n?$/s.exec(line) ?? []
  holds(crcByDefinition(body) === sum, 'taken with a wrong checksum')
  holds(/^[\x20-\x7e]*$/.test(body) && line.length <= mostLine + 1, 'taken though it is no line')
  if (read.ok) holdsMessage(read, body)
  if (command.ok) {
    const again = decodeHostLine(encodeHostCommand(command.command))
    holds(JSON.stringify(again) === JSON.stringify(command), 'another command when written again')
  }
  // Noise in front sends it along the slow way of the decoder.
  if (line.length < 500)
    holds(JSON.stringify(decodeBoardLine(`x$${line}`)) === JSON.stringify(read), 'noise in front matters')
}

export const board: Target = {
  name: 'board',
  open: async () =>
    fuzzed(stream(hostLine), (given) => {
      const program = new BoardProgram({
        id: 'desk-1',
        channels: 2,
        bits: 10,
        rateHz: 10,
        speed: 1,
        scan: () => [1, 2],
      })
      program.reset(0, 'power-on')
      let nowMs = 1000
      let said = ''
      for (const chunk of chunksOf(given)) said += program.receive(chunk, nowMs++)
      for (const line of said.split('\n').slice(0, -1))
        holds(decodeBoardLine(line).ok, `the board said ${JSON.stringify(line)}`)
      holds(said.length < 20_000, 'the board does not stop talking')
      const answer = program.receive(`\n${encodeHostCommand({ type: 'ping', token: 'still' })}`, nowMs + 2000)
      holds(answer.includes('$A,PING,still,'), `after that PING is answered by ${answer}`)
    }),
}
