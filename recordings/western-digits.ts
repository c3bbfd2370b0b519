/** Digits of other scripts, as spreadsheets there write them, become 0 to 9. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10] as const
const ranges = zeros.map((zero) => `${String.fromCharCode(zero)}-${String.fromCharCode(zero + 9)}`).join('')
const foreign = new RegExp(`[${ranges}\u066b\u066c]`, 'g')

const western = (sign: string): string => {
  // The Arabic separators of fractions and thousands.
  if (sign === '\u066b') return '.'
  if (sign === '\u066c') return "'"
  const code = sign.charCodeAt(0)
  const zero = zeros.find((each) => code >= each && code <= each + 9) ?? code
  return String(code - zero)
}

export const westernDigits = (text: string): string => text.replace(foreign, western)
