/** Whether the page shows live data, judged by the age of the last reading, never by silence alone. */

import type { CushionSummary } from '../../../../contract/cushions.ts'
import type { CushionInfo } from '../../../../contract/info.ts'
import { checkCushion } from '../../../../core/model/silence-words.ts'
import { staleAfterMs } from '../../../../core/model/staleness.ts'
import { ageWords } from './durations.ts'

export type Connection = 'connecting' | 'connected' | 'disconnected'
export type FreshnessKind = 'live' | 'stale' | 'offline' | 'disconnected' | 'waiting'

export interface Freshness {
  readonly kind: FreshnessKind
  /** Short words for the header, without the cushion's name. */
  readonly words: string
  /** What happened and what to do; empty when live. */
  readonly advice: string
}

export interface Observed {
  readonly connection: Connection
  readonly availability: CushionSummary['availability'] | null
  readonly link: CushionInfo['link'] | null
  readonly rateHz: number | null
  /** Real seconds since the last reading was taken; null before the first. */
  readonly liveAgeS: number | null
}

const usualRateHz = 10
const leastRateHz = 0.1
const onWayS = 1

/** One second more than at the gateway, for the network. */
export const staleAfterS = (rateHz: number | null): number =>
  staleAfterMs(Math.max(rateHz ?? usualRateHz, leastRateHz)) / 1000 + onWayS

const when = (ageS: number | null): string =>
  ageS === null ? 'no reading yet' : `last reading ${ageWords(ageS)}`

export function freshness(seen: Observed): Freshness {
  if (seen.connection === 'disconnected')
    return {
      kind: 'disconnected',
      words: `no connection to Sitbone, ${when(seen.liveAgeS)}`,
      advice:
        'This page has lost its connection to Sitbone and keeps trying. Check that Sitbone is running. A running gateway keeps recording and alerting on its own.',
    }
  if (seen.connection === 'connecting')
    return { kind: 'waiting', words: 'connecting', advice: 'Waiting for the Sitbone server.' }
  if (seen.availability === null)
    return {
      kind: 'waiting',
      words: 'waiting for a cushion',
      advice: 'Sitbone is connected and waiting for a cushion.',
    }
  if (seen.availability === 'offline')
    return {
      kind: 'offline',
      words: `offline, ${when(seen.liveAgeS)}`,
      // What a gateway retained before it was killed may still say that the cushion sends readings.
      advice:
        (seen.link?.state === 'online' ? '' : seen.link?.detail) ||
        `The cushion is sending nothing. ${checkCushion}, and that its gateway is running; this page continues once the cushion is back.`,
    }
  if (seen.liveAgeS === null)
    return {
      kind: 'waiting',
      words: 'waiting for the first reading',
      advice: 'The cushion is connected. The first reading should arrive within seconds.',
    }
  if (seen.liveAgeS > staleAfterS(seen.rateHz))
    return {
      kind: 'stale',
      words: `stale, ${when(seen.liveAgeS)}`,
      advice: `No fresh reading from the cushion. This time counts neither as sitting nor as a break. ${checkCushion} if this lasts.`,
    }
  const rate = seen.rateHz === null ? '' : `${Number(seen.rateHz.toFixed(1))} Hz, `
  return { kind: 'live', words: `live, ${rate}${ageWords(seen.liveAgeS)}`, advice: '' }
}
