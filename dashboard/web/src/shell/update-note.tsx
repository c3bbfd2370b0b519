/** The server now serves a newer build: the page must be reloaded to match it. */
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
