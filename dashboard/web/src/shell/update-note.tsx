/** The server came back with other pages than this one: only loading them anew makes page and server understand each other again. */
import { useApp } from '../session/app-context.ts'

export function UpdateNote() {
  const { session } = useApp()
  if (!session.outdated.value) return null
  return (
    <section class="card baseline" role="status">
      <div>
        <h2>Sitbone was updated</h2>
        <p>This page is of the version before and may stand still. Load it anew; what was saved stays.</p>
      </div>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        Load it anew
      </button>
    </section>
  )
}
