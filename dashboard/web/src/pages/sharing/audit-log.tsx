/** Who did what, newest first, in words. */
import { useSignal } from '@preact/signals'
import type { AuditAnswer } from '../../../../../contract/people.ts'
import { Answered } from '../../components/answered.tsx'
import { useApp } from '../../session/app-context.ts'
import { dateOf, useMoments } from '../../session/day/use-moments.ts'
import { auditLines } from '../../words/people-words.ts'

const firstShown = 25

export function AuditLog({ path, title }: { readonly path: string; readonly title: string }) {
  const { account, session } = useApp()
  const { dayOf } = session.day.value
  const moment = useMoments()
  const all = useSignal(false)
  const reader = { me: account.person.value?.userName ?? null, day: (atMs: number) => dateOf(dayOf(atMs)) }
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class="small">What happened, never what was measured or written.</p>
      <Answered<AuditAnswer> path={path} version={0}>
        {({ entries }) => (
          <>
            <ul class="entries log">
              {auditLines(entries, reader)
                .slice(0, all.value ? undefined : firstShown)
                .map(({ words, at }) => (
                  <li key={at + words}>
                    <span>{words}</span>
                    <span class="small">{moment(at)}</span>
                  </li>
                ))}
            </ul>
            {entries.length > firstShown && !all.value && (
              <button
                type="button"
                class="button"
                onClick={() => {
                  all.value = true
                }}
              >
                Show all {entries.length}
              </button>
            )}
          </>
        )}
      </Answered>
    </section>
  )
}
