/** What the counts of a board mean: how far they go, and how a sensor's signal is found from them. */

/** divider: a resistance that falls with force, in a voltage divider. linear: counts rise in proportion to force. */
export const countLaws = ['divider', 'linear'] as const

export interface Counting {
  readonly bits: number
  /** The count at full scale: of the divider's supply, or of the largest force. Without it the converter's largest count. */
  readonly full?: number | undefined
  /** divider, if not given. */
  readonly law?: (typeof countLaws)[number] | undefined
}

/** The largest count that the converter can give. */
export const largestCount = ({ bits }: Counting): number => 2 ** bits - 1

export const fullScale = (counting: Counting): number => counting.full ?? largestCount(counting)

/** Counts of both mean the same. */
export const sameCounting = (a: Counting, b: Counting): boolean =>
  a.bits === b.bits && fullScale(a) === fullScale(b) && (a.law ?? 'divider') === (b.law ?? 'divider')
