/** A password that is shown once and typed by hand. */
import { randomBytes } from 'node:crypto'

/** 96 bits; without letters that look alike. */
export function freshPassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  const text = [...randomBytes(20)].map((byte) => letters[byte % letters.length]).join('')
  return text.replace(/(.{5})(?=.)/g, '$1-')
}
