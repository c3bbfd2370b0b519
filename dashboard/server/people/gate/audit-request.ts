/** What the audit log keeps of a request: that somebody looked at, took away or changed something of a sitter's. */
import type { Request } from 'express'
import type { Decision, Who } from '../policy/authorize.ts'
import type { Action } from '../policy/permissions.ts'
import type { MatchedRoute } from '../policy/routes.ts'
import type { Access, Identity } from './access.ts'

export interface Permitted {
  readonly matched: MatchedRoute
  readonly identity: Identity
  readonly decision: Decision & { permitted: true }
  readonly cushion: string | null
}

export async function auditRequest(access: Access, req: Request, permitted: Permitted): Promise<void> {
  const { matched, identity, decision, cushion } = permitted
  const { audit, action } = matched.rule
  if (audit === null) return
  const range = { fromMs: timeOf(req.query.from), toMs: timeOf(req.query.to) }
  await auditAccess(access, {
    audit,
    action,
    who: identity.who,
    decision,
    cushion,
    range,
    asFile: wantsFile(req),
  })
}

export interface Accessed {
  readonly audit: 'read' | 'changed'
  readonly action: Action
  readonly who: Who
  readonly decision: Decision
  readonly cushion: string | null
  readonly range?: { readonly fromMs: number | null; readonly toMs: number | null }
  readonly asFile?: boolean
}

/** Of requests and of sockets alike. What people read of their own is not written down. */
export async function auditAccess(access: Access, accessed: Accessed): Promise<void> {
  const { audit, action, who, decision, cushion, range, asFile = false } = accessed
  if (who.kind !== 'person' || !decision.permitted || decision.sight.kind !== 'sitter') return
  const entry = {
    atMs: access.clock.nowMs(),
    actorId: who.id,
    personId: decision.sight.sitterId,
    cushion,
    detail: action,
  }
  if (audit === 'changed') await access.accounts.audit.add({ ...entry, action: 'changed' })
  else if (entry.personId !== who.id)
    await access.accounts.audit.read({
      ...entry,
      action: asFile ? 'exported' : 'read',
      ...range,
    })
}

const wantsFile = (req: Request): boolean =>
  req.query.format === 'csv' || (req.get('accept') ?? '').includes('text/csv')

function timeOf(value: unknown): number | null {
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(atMs) ? null : atMs
}
