/**
 * Lines a board sends: hello, frame, done, refused. Decoding never throws; a rejected line has a reason from a closed list.
 * Types this version does not know are messages too, to be ignored and counted.
 */
import { type CellConstants, constantsText, readConstants } from './constants.ts'
import { type FrameMessage, maxChannels, maxCount, readFrameLine } from './frame-line.ts'
import { type HelloMessage, helloBody, readHello } from './hello.ts'
import { encodeLine, type Rejected, readLine, rejected } from './line.ts'
import { readU32 } from './number.ts'

export interface AckMessage {
  readonly type: 'ack'
  readonly command: string
  readonly args: readonly string[]
}

/** Codes of the specification; a board may add its own. */
export const refusalCodes = ['crc', 'unknown', 'range', 'busy', 'empty'] as const
export interface RefusedMessage {
  readonly type: 'refused'
  readonly code: string
  readonly command: string | null
}

export interface UnknownMessage {
  readonly type: 'unknown'
  /** The first field of the line. */
  readonly letter: string
}

/** The answer to `CAL?`. */
export interface ConstantsMessage {
  readonly type: 'constants'
  readonly constants: CellConstants
}

export type BoardMessage =
  | HelloMessage
  | FrameMessage
  | AckMessage
  | RefusedMessage
  | ConstantsMessage
  | UnknownMessage
export type BoardLine = { readonly ok: true; readonly message: BoardMessage } | Rejected

/** Reads one line of a board, with or without its line end. */
export function decodeBoardLine(line: string): BoardLine {
  const frame = readFrameLine(line)
  if (frame !== null) return { ok: true, message: frame }
  const envelope = readLine(line)
  if (!envelope.ok) return envelope
  const [type = '', ...fields] = envelope.body.split(',')
  switch (type) {
    case 'F':
      return readFrame(fields)
    case 'H':
      return readHello(fields)
    case 'A':
      return readAck(fields)
    case 'E':
      return readRefused(fields)
    case 'K':
      return readKept(fields)
    default:
      if (!/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(type)) return rejected('grammar')
      return { ok: true, message: { type: 'unknown', letter: type } }
  }
}

/** The whole line of a message, with `\n`. Throws RangeError on text that no line can carry. */
export function encodeBoardMessage(message: BoardMessage): string {
  switch (message.type) {
    case 'hello':
      return encodeLine(helloBody(message))
    case 'frame':
      return encodeLine(`F,${message.seq},${message.ms},${message.counts.join(',')}`)
    case 'ack':
      return encodeLine(['A', message.command, ...message.args].join(','))
    case 'refused':
      return encodeLine(
        message.command === null ? `E,${message.code}` : `E,${message.code},${message.command}`,
      )
    case 'constants':
      return encodeLine(`K,${constantsText(message.constants)}`)
    case 'unknown':
      return encodeLine(message.letter)
  }
}

/** Frames that did not pass the fast decoder: behind noise, or faulty, then with the reason. */
function readFrame(fields: readonly string[]): BoardLine {
  const numbers: number[] = []
  for (const [index, field] of fields.entries()) {
    const value = readU32(field)
    if (typeof value !== 'number') return rejected(value)
    if (index >= 2 && value > maxCount) return rejected('range')
    numbers.push(value)
  }
  const [seq, ms, ...counts] = numbers
  if (seq === undefined || ms === undefined) return rejected('grammar')
  if (counts.length < 1 || counts.length > maxChannels) return rejected('channels')
  return { ok: true, message: { type: 'frame', seq, ms, counts } }
}

function readKept(fields: readonly string[]): BoardLine {
  const constants = readConstants(fields)
  if (typeof constants === 'string') return rejected(constants)
  return { ok: true, message: { type: 'constants', constants } }
}

const commandName = /^[A-Z][A-Z0-9]{0,15}\??$/

function readAck([command = '', ...args]: readonly string[]): BoardLine {
  if (!commandName.test(command)) return rejected('grammar')
  return { ok: true, message: { type: 'ack', command, args } }
}

function readRefused([code = '', command, ...rest]: readonly string[]): BoardLine {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(code) || rest.length > 0) return rejected('grammar')
  if (command !== undefined && !commandName.test(command)) return rejected('grammar')
  return { ok: true, message: { type: 'refused', code, command: command ?? null } }
}
