/**
 * Did a wedge or another posture change anything? Compares half a minute of sitting before with half a minute after. Pure, for the page.
 *
 * Neighbouring seconds are alike, so each half is cut into blocks of 5 s and the blocks' means are compared: the difference is uncertain
 * by 2.2 standard errors (95 %, Student's t for ten degrees of freedom), and by at least the share by which one cell repeats itself badly:
 * creep of 5 % per decade of time (docs/domain.md). A difference within that is no clear difference.
 */
export const compareMs = 30_000
const blockMs = 5_000
const leastBlocks = 4
const studentT = 2.2
/** Of the larger mean; the balance is in percent itself. */
const leastShare = 0.05
const leastBalance = 3

const comparedNames = ['left', 'right', 'area', 'balance'] as const
export type ComparedName = (typeof comparedNames)[number]

/** One moment of sitting: PPI of each side, contact area, side balance (-100..100). Null where not known. */
export type SeatSample = { readonly atMs: number } & Readonly<Record<ComparedName, number | null>>

export interface Comparison {
  readonly name: ComparedName
  readonly before: number
  readonly after: number
  /** After minus before, uncertain by this much to either side. */
  readonly change: number
  readonly uncertainty: number
  readonly clear: boolean
}

/** What is known on both sides; empty when there is too little of either. */
export function compareHalves(
  before: readonly SeatSample[],
  after: readonly SeatSample[],
): readonly Comparison[] {
  return comparedNames.flatMap((name) => {
    const first = summary(before, name)
    const second = summary(after, name)
    if (first === null || second === null) return []
    const change = second.mean - first.mean
    const least =
      name === 'balance' ? leastBalance : leastShare * Math.max(Math.abs(first.mean), Math.abs(second.mean))
    const uncertainty = Math.max(least, studentT * Math.hypot(first.error, second.error))
    return [
      {
        name,
        before: first.mean,
        after: second.mean,
        change,
        uncertainty,
        clear: Math.abs(change) > uncertainty,
      },
    ]
  })
}

/** Mean of the blocks and its standard error; null with fewer than four blocks. */
function summary(samples: readonly SeatSample[], name: ComparedName): { mean: number; error: number } | null {
  const blocks = new Map<number, number[]>()
  for (const sample of samples) {
    const value = sample[name]
    if (value === null) continue
    const block = Math.floor(sample.atMs / blockMs)
    blocks.set(block, [...(blocks.get(block) ?? []), value])
  }
  if (blocks.size < leastBlocks) return null
  const means = [...blocks.values()].map(meanOf)
  const mean = meanOf(means)
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (means.length - 1)
  return { mean, error: Math.sqrt(variance / means.length) }
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
