/**
 * CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, no reflection, no final xor; "123456789" gives 29B1.
 * On AVR it is `_crc_xmodem_update` started at FFFF. It detects every 1- and 2-bit error and every swap of two neighbouring
 * bytes in a line, unlike the xor and sum of other serial protocols.
 */
export const crcTable: Uint16Array = makeTable()

function makeTable(): Uint16Array {
  const table = new Uint16Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
    table[byte] = crc
  }
  return table
}

/** Checksum of a latin1 string, 0..65535. */
export function crc16(text: string): number {
  let crc = 0xffff
  for (let i = 0; i < text.length; i++) {
    crc = ((crc << 8) ^ (crcTable[((crc >> 8) ^ text.charCodeAt(i)) & 0xff] ?? 0)) & 0xffff
  }
  return crc
}

/** Four upper-case hex digits, as after the `*`. */
export const crcHex = (text: string): string => crc16(text).toString(16).toUpperCase().padStart(4, '0')
