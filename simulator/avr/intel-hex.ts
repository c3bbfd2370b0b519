/** Reads Intel HEX, the usual format of machine code for small boards, into 16-bit program words. */

/** The file is not Intel HEX, or does not fit the chip. The message names the line. */
export class HexError extends Error {
  override name = 'HexError'
}

const data = 0x00
const endOfFile = 0x01
const startAddresses: readonly number[] = [0x03, 0x05]
const upperAddress: readonly number[] = [0x02, 0x04]

/** @throws HexError */
export function parseIntelHex(text: string, flashBytes = 32 * 1024): Uint16Array {
  const bytes = new Uint8Array(flashBytes).fill(0xff)
  let ended = false
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || ended) continue
    const record = readRecord(line.trim(), index + 1)
    const problem = problemOf(record, flashBytes)
    if (problem !== null) throw new HexError(`line ${index + 1}: ${problem}`)
    if (record.type === data) bytes.set(record.payload, record.address)
    ended = record.type === endOfFile
  }
  if (!ended)
    throw new HexError('the end record (:00000001FF) is missing: the file was cut off, or is not Intel HEX')
  return new Uint16Array(bytes.buffer)
}

interface HexRecord {
  readonly type: number
  readonly address: number
  readonly payload: Uint8Array
}

/** Why a record does not fit this chip, or null. */
function problemOf({ type, address, payload }: HexRecord, flashBytes: number): string | null {
  if (type === data)
    return address + payload.length > flashBytes
      ? `the program is larger than the chip's ${flashBytes} bytes`
      : null
  if (upperAddress.includes(type))
    return payload.some((byte) => byte !== 0)
      ? 'an address beyond 64 KB, which this chip does not have'
      : null
  return type === endOfFile || startAddresses.includes(type) ? null : `unknown record type ${type}`
}

function readRecord(line: string, number: number): HexRecord {
  if (!/^:([0-9A-Fa-f]{2}){5,}$/.test(line))
    throw new HexError(`line ${number}: not an Intel HEX record (":" and pairs of hex digits)`)
  const bytes = Uint8Array.from({ length: (line.length - 1) / 2 }, (_, i) =>
    Number.parseInt(line.slice(1 + 2 * i, 3 + 2 * i), 16),
  )
  const [length = 0, high = 0, low = 0, type = 0] = bytes
  if (bytes.length !== length + 5)
    throw new HexError(`line ${number}: its length does not match its length field`)
  if (bytes.reduce((sum, byte) => sum + byte, 0) % 256 !== 0)
    throw new HexError(`line ${number}: its checksum is wrong`)
  return { type, address: high * 256 + low, payload: bytes.subarray(4, 4 + length) }
}
