/** Lines from the host, and how a board reads them. A board answers a rejected command with `E,<code>`. */
import { type CellConstants, constantBounds, constantsText, readConstants } from './constants.ts'
import { encodeLine, readLine } from './line.ts'
import { readU32 } from './number.ts'

export type HostCommand =
  | { readonly type: 'hello' }
  /** The board answers `A,PING,<token>,<ms>` with its clock at that moment. */
  | { readonly type: 'ping'; readonly token: string }
  | { readonly type: 'rate'; readonly hz: number }
  /** How long to run the vibration motor; 0 stops it. */
  | { readonly type: 'buzz'; readonly ms: number }
  /** Name the board; kept over power loss. */
  | { readonly type: 'id'; readonly text: string }
  /** The board answers with the constants that it keeps of this cell, `K,...`. */
  | { readonly type: 'constants'; readonly cell: number }
  /** Kept over power loss. */
  | { readonly type: 'keep'; readonly constants: CellConstants }

/** Bounds of the grammar. A board may have narrower ones and refuse with `E,range`. */
export const commandBounds = {
  tokenChars: 32,
  idChars: 32,
  minHz: 1,
  maxHz: 1000,
  maxBuzzMs: 60_000,
} as const

export type HostLine =
  | { readonly ok: true; readonly command: HostCommand }
  | { readonly ok: false; readonly code: 'crc' | 'unknown' | 'range'; readonly command: string | null }

/** The whole line, with `\n`. Throws RangeError for a command that no board could accept. */
export function encodeHostCommand(command: HostCommand): string {
  const line = encodeLine(body(command))
  if (!decodeHostLine(line).ok) throw new RangeError(`not a valid command: ${line.trimEnd()}`)
  return line
}

function body(command: HostCommand): string {
  switch (command.type) {
    case 'hello':
      return 'HELLO?'
    case 'ping':
      return `PING,${command.token}`
    case 'rate':
      return `RATE,${command.hz}`
    case 'buzz':
      return `BUZZ,${command.ms}`
    case 'id':
      return `ID,${command.text}`
    case 'constants':
      return `CAL?,${command.cell}`
    case 'keep':
      return `CAL,${constantsText(command.constants)}`
  }
}

/** Reads a line on the board's side. Every broken envelope is `crc`: a board need not distinguish them. */
export function decodeHostLine(line: string): HostLine {
  const envelope = readLine(line)
  if (!envelope.ok) return { ok: false, code: 'crc', command: null }
  const [name = '', ...args] = envelope.body.split(',')
  const command = read(name, args)
  if (command === undefined) {
    return { ok: false, code: 'unknown', command: /^[A-Z][A-Z0-9]{0,15}\??$/.test(name) ? name : null }
  }
  return command === null ? { ok: false, code: 'range', command: name } : { ok: true, command }
}

/** The command; null for invalid arguments; undefined for an unknown command. */
function read(name: string, args: readonly string[]): HostCommand | null | undefined {
  const [arg = ''] = args
  switch (name) {
    case 'HELLO?':
      return args.length === 0 ? { type: 'hello' } : null
    case 'PING':
      return args.length === 1 && isText(arg, commandBounds.tokenChars) ? { type: 'ping', token: arg } : null
    case 'RATE': {
      const hz = readNumber(args, { min: commandBounds.minHz, max: commandBounds.maxHz })
      return hz === null ? null : { type: 'rate', hz }
    }
    case 'BUZZ': {
      const ms = readNumber(args, { min: 0, max: commandBounds.maxBuzzMs })
      return ms === null ? null : { type: 'buzz', ms }
    }
    case 'ID':
      return args.length === 1 && isText(arg, commandBounds.idChars) ? { type: 'id', text: arg } : null
    case 'CAL?':
    case 'CAL':
      return readCal(name, args)
    default:
      return undefined
  }
}

function readCal(name: 'CAL?' | 'CAL', args: readonly string[]): HostCommand | null {
  if (name === 'CAL?') {
    const cell = readNumber(args, constantBounds.cell)
    return cell === null ? null : { type: 'constants', cell }
  }
  const constants = readConstants(args)
  return typeof constants === 'string' ? null : { type: 'keep', constants }
}

const isText = (text: string, maxChars: number): boolean => text.length > 0 && text.length <= maxChars

function readNumber(args: readonly string[], bounds: { min: number; max: number }): number | null {
  const value = args.length === 1 ? readU32(args[0] ?? '') : 'number'
  return typeof value === 'number' && value >= bounds.min && value <= bounds.max ? value : null
}
