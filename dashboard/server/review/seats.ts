/** Whose the cushion of a review was when, and which others the sitter had: what a review of one cushion cannot show. */
import type { Request } from 'express'
import type { ReviewAnswer } from '../../../contract/review.ts'
import type { ZoneDays } from '../../../core/time/zone-days.ts'
import { grantedOf } from '../people/gate/http-gate.ts'
import type { People } from '../people/people.ts'

interface AskedSeats {
  readonly from: string
  /** Inclusive. */
  readonly to: string
  readonly days: ZoneDays
}

/** Null where no accounts say whose anything is. */
export async function seatsOf(
  people: People,
  req: Request,
  { from, to, days }: AskedSeats,
): Promise<ReviewAnswer['seats']> {
  const granted = grantedOf(req)
  if (people.open === null || granted === null || granted.sight.kind !== 'sitter') return null
  const { sitterId } = granted.sight
  const [startMs, endMs] = [days.on(from).startMs, days.on(to).endMs]
  const dayOf = (atMs: number): string => days.at(atMs).day
  const held = (await people.open.access.accounts.assignments.ofSitter(sitterId)).filter(
    ({ fromMs, toMs }) => fromMs < endMs && (toMs === null || toMs > startMs),
  )
  const own = held.filter(({ cushion }) => cushion === granted.cushion)
  const firstMs = Math.min(...own.map(({ fromMs }) => fromMs))
  const lastMs = own.some(({ toMs }) => toMs === null) ? null : Math.max(...own.map(({ toMs }) => toMs ?? 0))
  return {
    since: own.length > 0 && firstMs > startMs ? dayOf(firstMs) : null,
    until: lastMs !== null && lastMs > startMs && lastMs < endMs ? dayOf(lastMs - 1) : null,
    others: held
      .filter(({ cushion }) => cushion !== granted.cushion)
      .map(({ cushion, fromMs, toMs }) => ({
        cushion,
        from: dayOf(Math.max(fromMs, startMs)),
        to: dayOf(Math.min((toMs ?? endMs) - 1, endMs - 1)),
      })),
  }
}
