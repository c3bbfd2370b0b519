/** Where one is signed in, and ending it there. */
import { useSignal } from '@preact/signals'
import { Answered, Refused } from '../../components/answered.tsx'
import { useMoments } from '../../session/day/use-moments.ts'
import { useChanges } from '../../session/use-changes.ts'
import { deviceWords } from '../../words/people-words.ts'

interface SessionsAnswer {
  readonly sessions: readonly {
    readonly id: string
    readonly createdAt: string
    readonly lastUsedAt: string
    readonly address: string | null
    readonly device: string | null
    readonly thisOne: boolean
  }[]
}

export function Sessions() {
  const version = useSignal(0)
  const { busy, refused, send } = useChanges()
  const moment = useMoments()
  const end = async (id: string): Promise<void> => {
    if (await send({ method: 'DELETE', path: `account/sessions/${id}` })) version.value += 1
  }
  return (
    <section class="card">
      <h2>Where you are signed in</h2>
      <Answered<SessionsAnswer> path="account/sessions" version={version.value}>
        {({ sessions }) => (
          <ul class="entries">
            {sessions.map(({ id, device, address, createdAt, thisOne }) => (
              <li key={id}>
                <span>
                  {deviceWords(device)}
                  {thisOne && <strong> (this one)</strong>}
                  <span class="small">
                    {' '}
                    since {moment(createdAt)}
                    {address !== null && `, from ${address}`}
                  </span>
                </span>
                {!thisOne && (
                  <button
                    type="button"
                    class="button small-button"
                    disabled={busy.value}
                    onClick={() => void end(id)}
                  >
                    End
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answered>
      <Refused message={refused.value} />
    </section>
  )
}
