/**
 * A sitter's acts within one bout, one after the other without a gap: staying in a posture, with weight shifts, pressure
 * reliefs and fidgets in between. They depend only on the seed and the bout's start, not on the frame rate or the past. They
 * are the truth for measuring detectors of shifts and reliefs.
 */

import { type SimulatedPosture, simulatedPostures } from '../../core/model/simulated-sitter.ts'
import { hourMs } from '../../core/time/calendar.ts'
import { Random } from '../random.ts'
import type { Scenario } from './scenario-schema.ts'
import type { Interval } from './schedule.ts'

export interface Act extends Interval {
  readonly kind: 'posture' | 'weight-shift' | 'pressure-relief' | 'fidget'
  readonly posture: SimulatedPosture
  /** The posture before and after a move; equal to `posture` without a move. */
  readonly over: SimulatedPosture
  /** Fraction of the move made on top of `over`; 1 is all of it. */
  readonly depth: number
}

const secondMs = 1000
const minuteMs = 60_000

export function* actsOfBout(bout: Interval, scenario: Scenario, seed: number): Generator<Act, void, void> {
  const random = new Random(seed, `bout:${bout.fromMs}`)
  const { weightShifts, pressureReliefs, fidgets } = scenario.perHour
  const perHour = weightShifts + pressureReliefs + fidgets
  const kinds: [Act['kind'], number][] = [
    ['weight-shift', weightShifts],
    ['pressure-relief', pressureReliefs],
    ['fidget', fidgets],
  ]
  const nextMove = (atMs: number) =>
    // Nobody moves again within the first seconds: two moves in quick succession are one.
    perHour > 0 ? atMs + 20 * secondMs + random.exponential(hourMs / perHour) : Number.POSITIVE_INFINITY

  let atMs = bout.fromMs
  // Everybody sits down upright if they ever sit upright.
  let posture: SimulatedPosture =
    (scenario.postures.upright ?? 0) > 0 ? 'upright' : drawPosture(random, scenario)
  let postureEndMs = atMs + drawStay(random, scenario)
  let moveMs = nextMove(atMs)
  while (atMs < bout.toMs) {
    const toMs = Math.min(postureEndMs, moveMs, bout.toMs)
    if (toMs > atMs) yield { kind: 'posture', posture, over: posture, depth: 1, fromMs: atMs, toMs }
    atMs = toMs
    if (atMs >= bout.toMs) return
    if (atMs >= moveMs) {
      const move: Act = { ...drawMove(random, random.pick(kinds), atMs), over: posture }
      // A move that the bout's end would cut short is left out, so that each is complete.
      if (move.toMs < bout.toMs) {
        yield move
        atMs = move.toMs
      }
      moveMs = nextMove(atMs)
    }
    if (atMs >= postureEndMs) {
      posture = drawPosture(random, scenario)
      postureEndMs = atMs + drawStay(random, scenario)
    }
  }
}

function drawMove(random: Random, kind: Act['kind'], fromMs: number): Omit<Act, 'over'> {
  const side: SimulatedPosture = random.chance(0.5) ? 'lean-left' : 'lean-right'
  switch (kind) {
    case 'weight-shift':
      return {
        kind,
        posture: side,
        depth: random.between(0.9, 1.5),
        fromMs,
        toMs: fromMs + Math.round(random.between(22, 75) * secondMs),
      }
    case 'pressure-relief':
      return {
        kind,
        posture: 'upright',
        depth: 1,
        fromMs,
        toMs: fromMs + Math.round(random.between(20, 45) * secondMs),
      }
    default:
      return {
        kind: 'fidget',
        posture: random.chance(0.7) ? side : random.chance(0.5) ? 'lean-forward' : 'slouch',
        depth: random.between(0.2, 0.9),
        fromMs,
        toMs: fromMs + Math.round(random.between(2, 8) * secondMs),
      }
  }
}

const drawPosture = (random: Random, scenario: Scenario): SimulatedPosture =>
  random.pick(simulatedPostures.map((name) => [name, scenario.postures[name] ?? 0] as const))

const drawStay = (random: Random, scenario: Scenario): number =>
  Math.round(Math.max(0.2, random.logNormal(scenario.postureMin, 0.6)) * minuteMs)
