/** For a physio: which sitters share their data, what of it, and until when. */
import { useApp } from '../../session/app-context.ts'
import { dateWords } from '../../session/day/use-moments.ts'
import { scopeList } from '../../words/people-words.ts'

export function SittersPage() {
  const { account, session, router } = useApp()
  const shown = session.cushion.value
  const held = account.held.value
  const look = (cushion: string): void => {
    session.select(cushion)
    router.go('/')
  }
  return (
    <div class="people-page">
      <div class="page-head">
        <h1>Sitters</h1>
        <p class="lead">They share their data with you, see when you looked, and can end it at any time.</p>
      </div>
      {held.length === 0 && (
        <section class="card">
          <p>No sitter shares anything with you at the moment. Ask for an invitation link.</p>
        </section>
      )}
      {held.map((grant) => {
        const name = grant.sitter ?? 'A sitter who has left'
        return (
          <section class="card" key={grant.id}>
            <h2>{name}</h2>
            <p class="small">
              {scopeList(grant.scopes)}
              {'; '}
              {grant.until === null ? 'until they end it' : `until ${dateWords(Date.parse(grant.until))}`}
            </p>
            <div class="actions">
              {grant.cushions.length === 0 && <p class="quiet">No cushion is theirs yet.</p>}
              {grant.cushions.map((cushion) => (
                <button
                  key={cushion}
                  type="button"
                  class={`button${cushion === shown ? '' : ' primary'}`}
                  aria-label={`Look at ${name}, ${cushion}`}
                  onClick={() => look(cushion)}
                >
                  {cushion === shown ? `Shown now: ${cushion}` : `Look at ${cushion}`}
                </button>
              ))}
            </div>
          </section>
        )
      })}
    </div>
  )
}
