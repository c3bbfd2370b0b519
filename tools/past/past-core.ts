/** The simulated past: how long it is, how often its board sends, and the core that its days run through. */
import { CushionCore } from '../../core/cushion-core.ts'
import { startingTolerance } from '../../core/model/tolerance-fields.ts'
import type { CoreOptions } from '../../core/model/types.ts'

export const pastDays = 14
/** Enough for every event of sitting, and a fifth of the work of a live board's 10 Hz. */
export const pastRateHz = 2

type PastCoreOptions = Pick<CoreOptions, 'cushion' | 'layout' | 'calibration' | 'day'> &
  Partial<Pick<CoreOptions, 'tolerance' | 'rateHz'>>

export const pastCore = (how: PastCoreOptions): CushionCore =>
  new CushionCore({ tolerance: startingTolerance, rateHz: pastRateHz, ...how, simulated: true, bits: 10 })
