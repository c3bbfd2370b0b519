/**
 * What one page may send and ask for. Sitbone's own page needs a small part of it. A page that exceeds it is broken or
 * hostile and is disconnected; it connects again by itself.
 */
import { RateLimit } from '../../../platform/rate-limit.ts'
import type { Socket } from './socket-types.ts'

export type Overspent = 'events' | 'bytes'

/** Messages of a page: enough for ten `shown` a second for each of fifty cushions. */
const eventsIn = { burst: 3000, perS: 500 }
const bytesIn = { burst: 1_000_000, perS: 200_000 }
/** Large answers to a page; a snapshot has about 100 kB. */
export const bytesOut = { burst: 8_000_000, perS: 1_000_000 }
/** Pages to which a large answer is on its way. */
export const answersAtOnce = 200

/** Calls `overspent` for each message beyond the budget, before socket.io reads it. */
export function watchBudget(conn: Socket['conn'], overspent: (what: Overspent) => void): void {
  const events = new RateLimit(eventsIn)
  const bytes = new RateLimit(bytesIn)
  conn.prependListener('data', (data: unknown) => {
    const nowMs = performance.now()
    const length = typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0
    if (!events.take(nowMs)) overspent('events')
    else if (!bytes.take(nowMs, length)) overspent('bytes')
  })
}
