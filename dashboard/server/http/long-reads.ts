/**
 * Limits how many long answers are in progress at once. Each uses the store and memory until it is read, so many unread ones
 * would keep everyone else waiting.
 */
import type { RequestHandler } from 'express'
import { Turns } from '../../../platform/turns.ts'
import { ProblemError, problem } from './problems.ts'

/** Refuses a request beyond `atOnce` with a 503, which says when to come again. */
export function longReads(atOnce: number): RequestHandler {
  const turns = new Turns(atOnce)
  return (_req, res, next) => {
    if (!turns.tryTake())
      throw new ProblemError(
        problem(
          'busy',
          `Sitbone is sending ${atOnce} long answers already, as many as it does at once. Nothing is lost. Try again in a few seconds.`,
        ),
      )
    res.once('close', () => turns.give())
    next()
  }
}
