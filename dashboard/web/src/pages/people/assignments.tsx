/** Which sitter uses which cushion. What a cushion records belongs to the sitter of that time. */
import { useSignal } from '@preact/signals'
import type { CushionsAnswer } from '../../../../../contract/cushions.ts'
import { Answered, Refused } from '../../components/answered.tsx'
import { Check } from '../../components/field.tsx'
import { dateWords } from '../../session/day/use-moments.ts'
import { useChanges } from '../../session/use-changes.ts'
import type { Person } from './person.ts'

interface AssignmentsAnswer {
  readonly assignments: readonly {
    readonly cushion: string
    readonly sitter: string | null
    readonly from: string
    readonly to: string | null
  }[]
}

/** What was recorded before there were accounts has no first day. */
const sinceWords = (from: string): string =>
  Date.parse(from) === 0 ? 'all it ever recorded' : `since ${dateWords(Date.parse(from))}`

export function Assignments({ sitters }: { readonly sitters: readonly Person[] }) {
  const version = useSignal(0)
  return (
    <section class="card">
      <h2>Cushions</h2>
      <Answered<CushionsAnswer> path="cushions" version={version.value}>
        {({ cushions }) => (
          <Answered<AssignmentsAnswer> path="assignments" version={version.value}>
            {({ assignments }) => (
              <>
                {cushions.length === 0 && <p class="quiet">No cushion is known yet.</p>}
                {cushions.map(({ id }) => (
                  <CushionRow
                    key={id}
                    cushion={id}
                    sitters={sitters}
                    past={assignments.filter(({ cushion }) => cushion === id)}
                    onChanged={() => {
                      version.value += 1
                    }}
                  />
                ))}
              </>
            )}
          </Answered>
        )}
      </Answered>
    </section>
  )
}

interface CushionRowProps {
  readonly cushion: string
  readonly sitters: readonly Person[]
  readonly past: AssignmentsAnswer['assignments']
  readonly onChanged: () => void
}

function CushionRow({ cushion, sitters, past, onChanged }: CushionRowProps) {
  const now = past.find(({ to }) => to === null) ?? null
  const chosen = useSignal('')
  const wholePast = useSignal(false)
  const { busy, refused, send } = useChanges()
  const assign = async (): Promise<void> => {
    const body = {
      sitter: chosen.value,
      ...(past.length === 0 && wholePast.value ? { from: new Date(0).toISOString() } : {}),
    }
    if (await send({ method: 'PUT', path: `assignments/${cushion}`, body })) onChanged()
  }
  const release = async (): Promise<void> => {
    if (await send({ method: 'DELETE', path: `assignments/${cushion}` })) onChanged()
  }
  return (
    <div class="person">
      <div>
        <h3>{cushion}</h3>
        <p class="small">
          {now === null
            ? 'Nobody’s now: what it records is seen by nobody.'
            : `${now.sitter ?? 'Somebody who has left'}, ${sinceWords(now.from)}`}
        </p>
      </div>
      <div class="actions">
        <select
          class="choice"
          aria-label={`Sitter of ${cushion}`}
          value={chosen.value}
          onChange={(event) => {
            chosen.value = event.currentTarget.value
          }}
        >
          <option value="">Choose a sitter</option>
          {sitters.map(({ id, userName }) => (
            <option key={id} value={userName}>
              {userName}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="button small-button"
          disabled={busy.value || chosen.value === ''}
          onClick={() => void assign()}
        >
          Assign from now on
        </button>
        {now !== null && (
          <button
            type="button"
            class="button small-button"
            disabled={busy.value}
            onClick={() => void release()}
          >
            Release
          </button>
        )}
      </div>
      {past.length === 0 && (
        <Check
          checked={wholePast.value}
          onChange={(on) => {
            wholePast.value = on
          }}
        >
          Also what it has recorded so far
        </Check>
      )}
      <Refused message={refused.value} />
    </div>
  )
}
