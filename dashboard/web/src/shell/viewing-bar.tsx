/** Whose data this page shows, where it is not one's own: on every page that shows any. */
import { useApp } from '../session/app-context.ts'

const withoutCushion = ['/account', '/sharing', '/people', '/sitters', '/settings', '/join']

export function ViewingBar() {
  const { session, account, router } = useApp()
  const grant = account.grantFor(session.cushion.value)
  if (grant === null || account.signInNeeded.value || withoutCushion.includes(router.path.value)) return null
  const day = session.day.value
  return (
    <section class="viewing" aria-label="Whose data this is">
      <p>
        You are looking at the data of <strong>{grant.sitter ?? 'somebody'}</strong>
        {grant.until !== null && `, shared until ${day.title(day.dayOf(Date.parse(grant.until)))}`}. They can
        see that you looked.
      </p>
      <a class="button small-button" href="sitters">
        Another sitter
      </a>
    </section>
  )
}
