/** One person's build, drawn once per seed: what stays the same from bout to bout and from day to day. */
import type { Random } from '../random.ts'
import type { Scenario } from './scenario.ts'

export interface Body {
  readonly massKg: number
  /** Half the distance between the sit bones, cm (adults: 5.0-7.0). */
  readonly ischiumXCm: number
  /** Where this person usually sits on the cushion, cm from its middle. */
  readonly offsetXCm: number
  readonly offsetYCm: number
  /** Share of the load on the left side, 0.5 is even. */
  readonly leftShare: number
}

export function drawBody(random: Random, sitter: Scenario['sitter']): Body {
  return {
    massKg: random.between(...sitter.massKg),
    ischiumXCm: random.between(5.7, 6.7),
    offsetXCm: random.between(-0.4, 0.4),
    offsetYCm: random.between(-0.8, 0.8),
    leftShare: random.between(...sitter.leftShare),
  }
}
