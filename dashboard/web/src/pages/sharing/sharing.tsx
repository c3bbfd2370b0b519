/** What a sitter shares with whom, who looked, and tokens for programs. */
import { useApp } from '../../session/app-context.ts'
import { AuditLog } from './audit-log.tsx'
import { Grants } from './grants.tsx'
import { Tokens } from './tokens.tsx'

export function SharingPage() {
  const { account } = useApp()
  const me = account.person.value
  if (me === null) return null
  const sitter = me.roles.includes('sitter')
  return (
    <div class="people-page">
      <div class="page-head">
        <h1>{sitter ? 'Sharing' : 'Tokens and log'}</h1>
        <p class="lead">
          {sitter
            ? 'Nobody sees your data unless you share it here, and you can end that at any time.'
            : 'Tokens for your own programs, and what was done in your name.'}
        </p>
      </div>
      {sitter && <Grants />}
      <AuditLog path="audit" title={sitter ? 'Who looked, and what changed' : 'Log'} />
      <Tokens />
    </div>
  )
}
