/**
 * A small router: the path as a signal, intercepted links, one guard for unsaved changes. A path here begins at Sitbone's own
 * folder (`/day`), wherever a proxy publishes that folder; addresses in links are relative to it (`day`).
 */
import { type Signal, signal } from '@preact/signals'
import { openScrollMemory } from './scroll-memory.ts'

export interface Router {
  readonly path: Signal<string>
  go(path: string): void
  /** Set by a page with unsaved changes; receives the wanted path. To proceed, clear it and call `go` again. */
  guard: ((path: string) => void) | null
  start(): void
}

export const simulatorConsolePath = '/simulator-console'
/** Also at its earlier address, which people have bookmarked. */
export const isSimulatorConsole = (path: string): boolean =>
  path === simulatorConsolePath || path === '/tester'

/** Not one that opens a new tab or window. */
const isPlainClick = (event: MouseEvent): boolean =>
  !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey

/** Does the link lead to one of these pages? */
function isPage(link: HTMLAnchorElement, here: Location): boolean {
  if (link.target || link.hasAttribute('download') || link.origin !== here.origin) return false
  return !(link.hash && link.pathname === here.pathname)
}

export function openRouter(window: Window & typeof globalThis): Router {
  const { history, location, document } = window
  const folder = new URL('./', document.baseURI).pathname
  const within = (pathname: string) =>
    pathname.startsWith(folder) ? `/${pathname.slice(folder.length)}` : pathname
  const addressOf = (inside: string) => `${folder}${inside.slice(1)}`
  const path = signal(within(location.pathname))
  const scroll = openScrollMemory(window)
  /** Names the entry of the history that is shown; the first one has no name. */
  const entry = (): string => String(history.state ?? '')
  const router: Router = {
    path,
    guard: null,
    go(next) {
      if (next === path.value) return
      if (router.guard) {
        router.guard(next)
        return
      }
      history.pushState(window.crypto.getRandomValues(new Uint32Array(2)).join('-'), '', addressOf(next))
      path.value = next
      scroll.enter(entry())
    },
    start() {
      window.addEventListener('popstate', () => {
        if (router.guard) {
          const wanted = within(location.pathname)
          history.pushState(null, '', addressOf(path.value))
          router.guard(wanted)
          return
        }
        path.value = within(location.pathname)
        scroll.comeBack(entry())
      })
      window.addEventListener('beforeunload', (event) => {
        if (router.guard) event.preventDefault()
      })
      document.addEventListener('click', (event) => {
        const link = event.target instanceof Element ? event.target.closest('a') : null
        if (link === null || !isPlainClick(event) || !isPage(link, location)) return
        const to = within(link.pathname)
        if (to.startsWith('/api/')) return
        event.preventDefault()
        router.go(to)
      })
    },
  }
  return router
}
