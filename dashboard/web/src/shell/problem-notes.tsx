/** What keeps readings from arriving: a name that two gateways use, a broker that does not take messages. On every page. */
import { useApp } from '../session/app-context.ts'

const titles = {
  'name-taken': 'Two gateways use the same cushion name',
  'publish-refused': 'The message broker refuses messages',
  'not-recorded': 'Readings are not being recorded',
  'no-readings': 'Readings do not arrive here',
} as const

/** The rest is in the list of parts under Settings. */
const mostShown = 3

export function ProblemNotes() {
  const { session } = useApp()
  const problems = session.health.value?.problems ?? []
  return (
    <>
      {problems.slice(0, mostShown).map(({ kind, message }) => (
        <section key={message} class="card baseline problem-note" role="status">
          <div>
            <h2>{titles[kind]}</h2>
            <p>{message}</p>
          </div>
        </section>
      ))}
    </>
  )
}
