/**
 * Checks left and right: the sitter sits upright, then leans left, and the centre of pressure must move left. Nothing else can
 * find a cushion that is turned around or has all left and right plugs exchanged.
 */

/** Cushion time, ms, and centre of pressure, cm to the right; null off the seat or unknown. */
export interface LeanSample {
  readonly atMs: number
  readonly copX: number | null
}

export type LeanCheck =
  | { readonly step: 'upright'; readonly samples: readonly LeanSample[] }
  | {
      readonly step: 'lean'
      readonly uprightX: number
      readonly sinceMs: number
      /** Direction of the current lean, and since when; 0 for none. */
      readonly way: -1 | 0 | 1
      readonly wayMs: number
    }
  | { readonly step: 'done'; readonly outcome: 'as-it-should' | 'wrong-way' | 'no-lean' }

const uprightMs = 3000
const leastSpanMs = 2800
const holdMs = 1500
const patienceMs = 45_000
/** When sitting upright the centre stays within a few mm; a lean moves it by at least 2 cm. */
const leanCm = 1
const stillCm = 0.6

export const beginLeanCheck = (): LeanCheck => ({ step: 'upright', samples: [] })

/** Takes one reading. Off the seat it restarts. */
export function stepLeanCheck(check: LeanCheck, sample: LeanSample): LeanCheck {
  const { atMs, copX } = sample
  if (check.step === 'done') return check
  if (copX === null) return beginLeanCheck()
  if (check.step === 'upright') return stepUpright([...check.samples, sample], atMs)
  const away = copX - check.uprightX
  const way = away <= -leanCm ? -1 : away >= leanCm ? 1 : 0
  if (way !== 0 && way === check.way && atMs - check.wayMs >= holdMs)
    return { step: 'done', outcome: way === -1 ? 'as-it-should' : 'wrong-way' }
  if (way === 0 && atMs - check.sinceMs >= patienceMs) return { step: 'done', outcome: 'no-lean' }
  return way === check.way ? check : { ...check, way, wayMs: atMs }
}

/** `all` readings since the sitter sat down, latest last. */
function stepUpright(all: readonly LeanSample[], atMs: number): LeanCheck {
  // A fast simulated clock leaves seconds between readings: require at least three readings.
  const samples = all.filter((each, i) => atMs - each.atMs <= uprightMs || i >= all.length - 3)
  const xs = samples.map((each) => each.copX ?? 0)
  const spanMs = atMs - (samples[0]?.atMs ?? atMs)
  const still = Math.max(...xs) - Math.min(...xs) <= stillCm
  if (xs.length < 3 || !still || spanMs < leastSpanMs) return { step: 'upright', samples }
  const uprightX = xs.reduce((sum, x) => sum + x, 0) / xs.length
  return { step: 'lean', uprightX, sinceMs: atMs, way: 0, wayMs: atMs }
}

export function leanWords(check: LeanCheck | null): string {
  if (check === null)
    return 'Cushions get turned around and plugs swapped. Lean left once to check the sides.'
  switch (check.step) {
    case 'upright':
      return 'Sit upright and stay like that for a moment.'
    case 'lean':
      return 'Now lean a little to your left and stay there.'
    case 'done':
      switch (check.outcome) {
        case 'as-it-should':
          return 'Left is left: the cushion and its plugs are the right way round.'
        case 'wrong-way':
          return 'The cushion shows that you leaned to your right. Check whether it lies the wrong way round; if not, compare its plugs with the wiring table. Then check again.'
        case 'no-lean':
          return 'No lean seen. Lean a little further, or sit in the middle of the cushion, and check again.'
      }
  }
}
