/**
 * Reads a line strictly and tolerantly: names every breach of a clause, and still returns the message where its meaning is
 * clear, so that one fault does not hide the rest of the board.
 */
import { type BoardMessage, crcHex, decodeBoardLine, encodeLine } from '../../firmware-protocol/index.ts'
import type { Clause } from './clauses.ts'

interface LineFault {
  readonly clause: Clause
  readonly what: string
}

export interface Heard {
  /** performance.now() at its end. */
  readonly atMs: number
  /** Without LF. */
  readonly raw: string
  readonly faults: readonly LineFault[]
  /** It ends with CR LF, which every host accepts. */
  readonly crLf: boolean
  readonly message: BoardMessage | null
  /** The checksum is correct. */
  readonly sumIsRight: boolean
}

const longest = 512

export function readHeard(raw: string, atMs: number): Heard {
  const faults: LineFault[] = []
  const fault = (clause: Clause, what: string) => faults.push({ clause, what })
  let line = raw
  const crLf = line.endsWith('\r')
  if (crLf) line = line.slice(0, -1)
  const about = { atMs, raw, faults, crLf }
  if (line === '') return { ...about, message: null, sumIsRight: true }
  if (line.length >= longest) fault('1.3', `the line has ${line.length + 1} bytes or more; 512 is the most`)
  const start = line.lastIndexOf('$')
  if (start < 0) {
    fault('1.1', 'bytes that are not a line: there is no $')
    return { ...about, message: null, sumIsRight: false }
  }
  if (start > 0) fault('1.1', `${start} bytes before the $`)
  const [, body, sum] = /^\$(.*)\*([0-9A-Fa-f]{4})$/s.exec(line.slice(start)) ?? []
  if (body === undefined || sum === undefined) {
    fault('1.1', 'the line does not end with * and four hex digits')
    return { ...about, message: null, sumIsRight: false }
  }
  if (!/^[\x20-\x7e]*$/.test(body) || body.includes('*')) {
    fault('1.1', 'the body has a byte that is not printable ASCII, or a *')
    return { ...about, message: null, sumIsRight: false }
  }
  const right = crcHex(body)
  const sumIsRight = sum.toUpperCase() === right
  if (!sumIsRight) fault('1.5', `the checksum is ${sum}; the body's is ${right}`)
  else if (sum !== right) fault('1.5', `the checksum is ${sum}; upper case is required: ${right}`)
  return { ...about, sumIsRight, message: body.length > longest ? null : meaning(body, fault) }
}

function meaning(body: string, fault: (clause: Clause, what: string) => void): BoardMessage | null {
  const decoded = decodeBoardLine(body.length + 7 > longest ? '' : encodeLine(body))
  if (decoded.ok) return decoded.message
  const frame = body.startsWith('F,') || body === 'F'
  if (frame && (decoded.reason === 'channels' || decoded.reason === 'grammar'))
    fault('2.3', 'the frame does not have seq, ms and 1 to 64 counts')
  else if (frame && decoded.reason === 'range') fault('2.4', 'a number of the frame is too large')
  else if (body.startsWith('H,')) fault('2.2', `the hello cannot be read (${decoded.reason})`)
  else fault('1.2', `the fields are not those of its type (${decoded.reason})`)
  return null
}
