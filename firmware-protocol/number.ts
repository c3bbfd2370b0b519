/** Unsigned 32-bit decimal fields: 1 to 10 digits, no sign, no blank; leading zeros allowed. */
export const maxU32 = 0xffff_ffff

/** The number, or why the field is not one. */
export function readU32(text: string): number | 'number' | 'range' {
  if (!/^[0-9]{1,10}$/.test(text)) return 'number'
  const value = Number(text)
  return value <= maxU32 ? value : 'range'
}
