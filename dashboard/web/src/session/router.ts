/** Four pages do not need a routing library: the path as a signal, links taken over, one guard for unsaved changes. */
import { type Signal, signal } from '@preact/signals'

export interface Router {
  readonly path: Signal<string>
  go(path: string): void
  /** Set by a page with unsaved changes: where the person wants to go; answered by calling `go` again after clearing it. */
  guard: ((path: string) => void) | null
  start(): void
}

export const simulatorConsolePath = '/simulator-console'
/** Also under its earlier address, which people have kept. */
export const isSimulatorConsole = (path: string): boolean =>
  path === simulatorConsolePath || path === '/tester'

/** Not one that opens a tab or a window. */
const isPlainClick = (event: MouseEvent): boolean =>
  !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey

/** Does the link lead to another of these pages? */
function isPage(link: HTMLAnchorElement, here: Location): boolean {
  if (link.target || link.hasAttribute('download') || link.origin !== here.origin) return false
  if (link.hash && link.pathname === here.pathname) return false
  return !link.pathname.startsWith('/api/')
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
        const link = event.target instanceof Element ? event.target.closest('a') : null
        if (link === null || !isPlainClick(event) || !isPage(link, location)) return
        event.preventDefault()
        router.go(link.pathname)
      })
    },
  }
  return router
}
