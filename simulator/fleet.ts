/**
 * A fleet's timetable, drawn from seeds: when each cushion joins and leaves, and when each group loses its broker connection.
 * Pure; times are ms from the start of the fleet.
 */
import { Random } from './random.ts'

export interface FleetPlanOptions {
  readonly seed: number
  /** Mean time that a cushion stays, and is away. */
  readonly stayS: number
  readonly awayS: number
  /** Mean time between two outages of a group, and their mean length. */
  readonly betweenOutagesS: number
  readonly outageS: number
  /** All join evenly spread over this time, so that they do not all reach the broker at once. */
  readonly joinWithinS: number
}

export const usualFleetPlan: Omit<FleetPlanOptions, 'seed'> = {
  stayS: 300,
  awayS: 20,
  betweenOutagesS: 120,
  outageS: 8,
  joinWithinS: 5,
}

/** Switches between on and off at random times. Query with rising times. */
export class Switching {
  readonly #random: Random
  readonly #meanMs: { readonly on: number; readonly off: number }
  #on: boolean
  #untilMs: number

  constructor(random: Random, meanS: { on: number; off: number }, begin: { on: boolean; forMs: number }) {
    this.#random = random
    this.#meanMs = { on: meanS.on * 1000, off: meanS.off * 1000 }
    this.#on = begin.on
    this.#untilMs = begin.forMs
  }

  at(ms: number): boolean {
    while (ms >= this.#untilMs) {
      this.#on = !this.#on
      // Never zero, because a switch back within an instant means nothing.
      this.#untilMs += 500 + this.#random.exponential(this.#on ? this.#meanMs.on : this.#meanMs.off)
    }
    return this.#on
  }
}

/** True while the cushion is present. */
export function presence(options: FleetPlanOptions, index: number): Switching {
  const random = new Random(options.seed, `fleet-cushion-${index}`)
  const joinsMs = random.next() * options.joinWithinS * 1000
  return new Switching(random, { on: options.stayS, off: options.awayS }, { on: false, forMs: joinsMs })
}

/** True while the group reaches the broker. */
export function reach(options: FleetPlanOptions, group: number): Switching {
  const random = new Random(options.seed, `fleet-group-${group}`)
  const firstMs = 500 + random.exponential(options.betweenOutagesS * 1000)
  return new Switching(
    random,
    { on: options.betweenOutagesS, off: options.outageS },
    { on: true, forMs: firstMs },
  )
}
