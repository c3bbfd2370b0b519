/**
 * What the health of the parts means for whoever watches the process. `/livez`: the process runs. `/readyz`: 503 while broker
 * or store is away, or the broker refuses messages. A missing cushion, a disk that runs low, batches that were set aside, or a fault that was survived make it
 * degraded, but still ready.
 */
import type { PartProblem } from '../../../contract/cushions.ts'
import type { Health } from '../../../contract/sockets.ts'

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'not-ready'
  readonly reasons: readonly string[]
}

/** Data does not arrive although every part runs. */
const blocking: readonly PartProblem['kind'][] = ['publish-refused', 'no-readings']
/** Counts since the start of this program. */
export interface Troubles {
  readonly faultsSurvived: number
  /** Batches that the recorder could not store, where it runs in this program. */
  readonly setAsideBatches: number
}

export function readiness(
  health: Health,
  cushions: readonly { availability: 'online' | 'offline' }[],
  { faultsSurvived, setAsideBatches }: Troubles,
): Readiness {
  const away = [
    ...[health.broker, health.store].filter((part) => !part.ok).map((part) => part.detail),
    ...health.problems.filter(({ kind }) => blocking.includes(kind)).map(({ message }) => message),
  ]
  if (away.length > 0) return { status: 'not-ready', reasons: away }
  const reasons = health.problems.map(({ message }) => message)
  if (cushions.length === 0) reasons.push('No cushion has reported yet. Check that a gateway is running.')
  const offline = cushions.filter(({ availability }) => availability === 'offline').length
  if (offline > 0)
    reasons.push(
      `${offline} of ${cushions.length} cushions offline. Check that they are switched on and connected, and that their gateway is running.`,
    )
  if (health.disk?.ok === false) reasons.push(health.disk.detail)
  if (setAsideBatches > 0)
    reasons.push(
      `The recorder could not store ${setAsideBatches === 1 ? 'a batch' : `${setAsideBatches} batches`} of readings since the start. Nothing is lost: they are in a set-aside file of the data folder, with the reason. Fix the cause, then add the file to the store: sitbone import <file>.`,
    )
  if (faultsSurvived > 0)
    reasons.push(
      `Sitbone has had ${faultsSurvived === 1 ? 'a fault' : `${faultsSurvived} faults`} of its own since the start and went on. What is recorded is safe. The log says where; check that readings still come, and restart Sitbone when it suits you.`,
    )
  return { status: reasons.length === 0 ? 'ready' : 'degraded', reasons }
}
