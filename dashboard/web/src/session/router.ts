/** Four pages do not need a routing library: the path as a signal, links taken over, one guard for unsaved changes. */
import { type Signal, signal } from '@preact/signals'

export interface Router {
  readonly path: Signal<string>
  go(path: string): void
  /** Set by a page with unsaved changes: where the person wants to go; answered by calling `go` again after clearing it. */
  guard: ((path: string) => void) | null
  start(): void
}

export function openRouter(window: Window & typeof globalThis): Router {
  const { history, location, document } = window
  const path = signal(location.pathname)
  const show = (next: string): void => {
    path.value = next
    window.scrollTo(0, 0)
  }
  const router: Router = {
    path,
    guard: null,
    go(next) {
      if (next === path.value) return
      if (router.guard) {
        router.guard(next)
        return
      }
      history.pushState(null, '', next)
      show(next)
    },
    start() {
      window.addEventListener('popstate', () => {
        if (router.guard) {
          const wanted = location.pathname
          history.pushState(null, '', path.value)
          router.guard(wanted)
          return
        }
        path.value = location.pathname
      })
      window.addEventListener('beforeunload', (event) => {
        if (router.guard) event.preventDefault()
      })
      document.addEventListener('click', (event) => {
        const link = ownLink(event)
        if (link === null) return
        event.preventDefault()
        router.go(link.pathname)
      })
    },
  }
  return router
}

/** The link to a page of ours that a plain click leads to; null leaves the click to the browser. */
function ownLink(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
    return null
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return null
  const stays = link.hash !== '' && link.pathname === location.pathname
  return stays || link.pathname.startsWith('/api/') ? null : link
}
