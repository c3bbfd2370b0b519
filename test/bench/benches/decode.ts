/**
 * Lines of 8 counts, from pieces of the wire to numbers: Sitbone's splitter, checksum and grammar against the usual
 * `ReadlineParser` + `split` + `Number`, which checks nothing. Both get the same bytes in the same pieces.
 */
import { ReadlineParser } from '@serialport/parser-readline'
import { decodeBoardLine, encodeBoardMessage, LineSplitter } from '../../../firmware-protocol/index.ts'
import { type Bench, type BenchOptions, middle, type Row, type Speed, scaled, timed } from '../bench.ts'

const pieceBytes = 1024
const rounds = 7

export const decode: Bench = {
  name: 'decode',
  about: 'lines of 8 counts decoded and checked, against ReadlineParser + split + Number without a check',
  async run({ scale }: BenchOptions): Promise<Row[]> {
    const lines = scaled(400_000, scale, 1000)
    const pieces = piecesOf(lines)
    const ours: Speed[] = []
    const peers: Speed[] = []
    // One round each to warm up.
    sumOfOurs(pieces, lines)
    await sumOfPeer(pieces, lines)
    for (let round = 0; round < rounds; round++) {
      ours.push(await timed(lines, () => sumOfOurs(pieces, lines)))
      peers.push(await timed(lines, () => sumOfPeer(pieces, lines)))
    }
    const own = middle(ours)
    const peer = middle(peers)
    return [
      {
        what: 'decode and check lines of 8 counts',
        unit: 'lines/s',
        value: own.perS,
        target: { atLeast: 1_000_000 },
        peer: { name: 'ReadlineParser + split + Number', value: peer.perS },
        more: { 'lines per CPU second': own.perCpuS, 'peer lines per CPU second': peer.perCpuS },
      },
      {
        what: 'decode against the peer',
        unit: 'x',
        value: own.perS / peer.perS,
        target: { atLeast: 3 },
      },
    ]
  },
}

function piecesOf(lines: number): Buffer[] {
  let text = ''
  for (let seq = 0; seq < lines; seq++) {
    const counts = Array.from(
      { length: 8 },
      (_, cell) => (300 + cell * 50 + ((seq * 7 + cell * 3) % 90)) % 1024,
    )
    text += encodeBoardMessage({ type: 'frame', seq, ms: seq * 100, counts })
  }
  const bytes = Buffer.from(text, 'latin1')
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes))
  return pieces
}

function sumOfOurs(pieces: readonly Buffer[], expected: number): number {
  const splitter = new LineSplitter()
  let sum = 0
  let lines = 0
  for (const piece of pieces) {
    for (const line of splitter.push(piece.toString('latin1'))) {
      const decoded = decodeBoardLine(line)
      if (!decoded.ok || decoded.message.type !== 'frame') continue
      for (const count of decoded.message.counts) sum += count
      lines++
    }
  }
  return complete(lines, expected, sum)
}

function sumOfPeer(pieces: readonly Buffer[], expected: number): Promise<number> {
  const parser = new ReadlineParser({ delimiter: '\n' })
  let sum = 0
  let lines = 0
  parser.on('data', (line: string) => {
    // `$F,<seq>,<ms>,<c0>,...,<c7>*CRC`
    const fields = line.slice(3, line.lastIndexOf('*')).split(',')
    const numbers = fields.map(Number)
    for (let i = 2; i < numbers.length; i++) sum += numbers[i] ?? 0
    lines++
  })
  return new Promise((resolve) => {
    parser.on('end', () => resolve(complete(lines, expected, sum)))
    const feed = (from: number) => {
      for (let i = from; i < pieces.length; i++) {
        if (!parser.write(pieces[i])) {
          parser.once('drain', () => feed(i + 1))
          return
        }
      }
      parser.end()
    }
    feed(0)
  })
}

function complete(lines: number, expected: number, sum: number): number {
  if (lines !== expected) throw new Error(`${lines} of ${expected} lines were decoded.`)
  return sum
}
