/** The list shows four weeks of each sitter, so each of them can read that somebody looked. */
import type { Access } from '../people/gate/access.ts'
import type { Action } from '../people/policy/permissions.ts'
import type { FoundRow } from './sitter-rows.ts'

const detail: Action = 'sitters.list'

export async function auditLooks(access: Access, actorId: string, found: readonly FoundRow[]): Promise<void> {
  const atMs = access.clock.nowMs()
  const shown = found.flatMap(({ sitterId, row: { cushion }, span }) =>
    span === null
      ? []
      : [{ atMs, actorId, action: 'read' as const, personId: sitterId, cushion, detail, ...span }],
  )
  await access.accounts.audit.reads(shown)
}
