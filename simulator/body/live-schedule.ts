/**
 * The schedule of a live simulator: it may start at any hour, so the first session begins by sitting down at once and lasts
 * some hours or until the day's leaving time; ordinary days follow.
 */
import { hourMs } from '../../core/time/calendar.ts'
import { Random } from '../random.ts'
import { boutsWithin, type Interval, planDays, type ScheduleOptions } from './schedule.ts'

const firstSessionMs = 4 * hourMs

/** Endless bouts in order of time, or none for an empty cushion. */
export function* liveBouts(options: ScheduleOptions, startMs: number): Generator<Interval> {
  if (options.scenario.bouts === null) return
  let sessionEndMs = startMs
  if (options.scenario.startsSeated) {
    sessionEndMs = startMs + firstSessionMs
    const today = planDays(options, startMs).next().value
    if (today !== undefined && today.on.fromMs <= startMs && startMs < today.on.toMs) {
      sessionEndMs = Math.max(sessionEndMs, today.on.toMs)
    }
    const random = new Random(options.seed, 'first-session')
    const session = { fromMs: startMs, toMs: sessionEndMs }
    yield* boutsWithin(session, options.scenario, { random, bout: 1.2, break: 1 })
  }
  for (const plan of planDays(options, startMs)) {
    for (const bout of plan.bouts) if (bout.fromMs >= sessionEndMs + hourMs / 6) yield bout
  }
}
