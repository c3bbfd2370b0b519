/**
 * What the health of the parts means for whoever watches the process. `/livez`: the process runs.
 * `/readyz`: 503 while broker or store is away; a missing cushion, or a fault that was survived, is degraded, still ready.
 */
import type { Health } from '../../../contract/sockets.ts'

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'not-ready'
  readonly reasons: readonly string[]
}

export function readiness(
  health: Health,
  cushions: readonly { availability: 'online' | 'offline' }[],
  faultsSurvived = 0,
): Readiness {
  const away = [health.broker, health.store].filter((part) => !part.ok).map((part) => part.detail)
  if (away.length > 0) return { status: 'not-ready', reasons: away }
  const reasons: string[] = []
  if (cushions.length === 0) reasons.push('No cushion has reported yet. Check that a gateway is running.')
  const offline = cushions.filter(({ availability }) => availability === 'offline').length
  if (offline > 0)
    reasons.push(`${offline} of ${cushions.length} cushions offline. Check the cable and the gateway.`)
  if (faultsSurvived > 0)
    reasons.push(
      `Sitbone met ${faultsSurvived === 1 ? 'a fault' : `${faultsSurvived} faults`} of its own since the start and went on. What is recorded is safe. The log says where; check that readings still come, and restart Sitbone when it suits you.`,
    )
  return { status: reasons.length === 0 ? 'ready' : 'degraded', reasons }
}
