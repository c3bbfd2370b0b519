/** The head of the page, and whose limits these are where they are not the person's own. */
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import { watchesAnything } from '../../../../../core/model/tolerance-fields.ts'
import { useApp } from '../../session/app-context.ts'

export function LimitsHead() {
  const { session, account } = useApp()
  const shown = session.cushion.value
  const prescribes = account.grantFor(shown) !== null && account.may(shown, 'prescribe')
  const own = account.may(shown, 'own')
  return (
    <div class="page-head">
      <h1>{own ? 'Your limits' : 'Limits'}</h1>
      <p class="lead">
        {prescribes
          ? 'How much sitting somebody tolerates differs from person to person and from side to side. Change one thing at a time, say why, and lock only what has to hold.'
          : own
            ? 'How much sitting you tolerate differs from person to person and from side to side. These limits are yours: set them from experience or with your physio, and change them as your tolerance changes.'
            : 'How much sitting somebody tolerates differs from person to person and from side to side, so the limits are the sitter’s own.'}
      </p>
    </div>
  )
}

export function LimitsNote({ stored }: { readonly stored: Tolerance }) {
  const { session, account } = useApp()
  const sitter = account.grantFor(session.cushion.value)?.sitter ?? null
  if (sitter !== null)
    return (
      <p class="card limits-note">
        {account.may(session.cushion.value, 'prescribe')
          ? `These are the limits of ${sitter}. What you prescribe here applies at once, and ${sitter} reads who set it, when and why.`
          : `These are the limits of ${sitter}. You can read them; ${sitter} has not shared changing them.`}
      </p>
    )
  if (session.state.value?.simulated === true)
    return (
      <p class="card limits-note">
        This is the demo. The limits belong to its simulated sitter and say nothing about you.
      </p>
    )
  if (watchesAnything(stored)) return null
  return (
    <p class="card limits-note">
      No limits are watched yet. Your first week is without limits: go by your own timer and check in each
      morning. After the week, a first limit is suggested here. You can also set your own below.{' '}
      <a href="first-week">Your first week</a>
    </p>
  )
}
