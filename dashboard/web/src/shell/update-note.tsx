/** The server came back with other pages than this one: only loading them anew makes page and server understand each other again. */
import { useApp } from '../session/app-context.ts'

export function UpdateNote() {
  const { session } = useApp()
  if (!session.outdated.value) return null
  return (
    <section class="card baseline" role="status">
      <div>
        <h2>Sitbone was updated</h2>
        <p>
          This page is from the previous version and may stop updating. Reload it; everything you saved is
          kept.
        </p>
      </div>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        Reload
      </button>
    </section>
  )
}
