/** Lists kept as JSON text: read back with only those members that this program knows. */
import { parseJson } from '../../../../platform/json.ts'

export function knownOf<T extends string>(text: string, known: readonly T[]): T[] {
  const read: unknown = parseJson(text)
  return Array.isArray(read) ? known.filter((one) => read.includes(one)) : []
}
