/**
 * A small router: the path as a signal, intercepted links, one guard for unsaved changes. A path here begins at Sitbone's own
 * folder (`/day`), wherever a proxy publishes that folder; addresses in links are relative to it (`day`).
 */
import { batch, type Signal, signal } from '@preact/signals'
import { openScrollMemory } from './scroll-memory.ts'

export interface Router {
  readonly path: Signal<string>
  /** What follows the path, from its `?` on, or nothing. */
  readonly search: Signal<string>
  /** A path, with or without a search. */
  go(path: string): void
  /** Says in the address what is shown now; the page stays. */
  note(search: string): void
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
  const search = signal(location.search)
  const show = (pathname: string, asked: string): void =>
    batch(() => {
      path.value = pathname
      search.value = asked
    })
  const scroll = openScrollMemory(window)
  /** Names the entry of the history that is shown; the first one has no name. */
  const entry = (): string => String(history.state ?? '')
  const router: Router = {
    path,
    search,
    guard: null,
    go(next) {
      if (next === path.value + search.value) return
      if (router.guard) {
        router.guard(next)
        return
      }
      history.pushState(window.crypto.getRandomValues(new Uint32Array(2)).join('-'), '', addressOf(next))
      const [inside = '', asked] = next.split('?')
      show(inside, asked === undefined ? '' : `?${asked}`)
      scroll.enter(entry())
    },
    note(asked) {
      history.replaceState(history.state, '', addressOf(path.value + asked))
      search.value = asked
    },
    start() {
      window.addEventListener('popstate', () => {
        if (router.guard) {
          const wanted = within(location.pathname) + location.search
          history.pushState(null, '', addressOf(path.value + search.value))
          router.guard(wanted)
          return
        }
        show(within(location.pathname), location.search)
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
        router.go(to + link.search)
      })
    },
  }
  return router
}
