/** What the counts of a board mean, going by its hello, live or recorded; or why that cannot be told. */
import type { Counting } from '../core/model/counting.ts'
import { type HelloMessage, sensorKinds } from '../firmware-protocol/index.ts'

/** What goes on from "The board", and a sentence on what to do. */
export interface NotReadable {
  readonly what: string
  readonly todo: string
}

export const isReadable = (found: Counting | NotReadable): found is Counting => 'bits' in found

export function countingOf({
  bits,
  full,
  kind = 'fsr',
}: Pick<HelloMessage, 'bits' | 'full' | 'kind'>): Counting | NotReadable {
  const known = sensorKinds.find((each) => each === kind)
  switch (known) {
    case undefined:
      return {
        what: `has sensors of the kind "${kind}"; this Sitbone knows ${sensorKinds.join(', ')}`,
        todo: 'Update Sitbone, or load firmware that names one of these kinds.',
      }
    case 'millivolt':
      if (full === undefined)
        return {
          what: 'sends millivolts, but not the supply of its dividers',
          todo: 'Load firmware whose hello names the supply in millivolts, such as full=3300.',
        }
      return { bits, full, law: 'divider' }
    case 'fsr':
      return full === undefined ? { bits } : { bits, full }
    case 'hx711':
    case 'capacitive':
      return { bits, full, law: 'linear' }
  }
}
