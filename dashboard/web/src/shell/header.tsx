/** Name, pages, cushion, and always how fresh the figures are. */
import { useApp } from '../session/app-context.ts'
import { isSimulatorConsole, simulatorConsolePath } from '../session/router.ts'

interface PageLink {
  readonly href: string
  readonly label: string
  /** Where the whole label has no room. */
  readonly short?: string
  readonly here: boolean
}

export function Header() {
  const { session, router } = useApp()
  const path = router.path.value
  const today = session.day.value.dayOf(session.nowMs.value)
  const simulated = useSimulated()
  const pages: readonly PageLink[] = [
    { href: '/', label: 'Now', here: path === '/' },
    { href: `/day/${today}`, label: 'Today', here: path.startsWith('/day') },
    { href: '/diary', label: 'Diary', here: path === '/diary' },
    { href: '/tolerance', label: 'Tolerance', here: path === '/tolerance' },
    { href: '/settings', label: 'Settings', here: path === '/settings' },
    ...(simulated
      ? [
          {
            href: simulatorConsolePath,
            label: 'Simulator console',
            short: 'Console',
            here: isSimulatorConsole(path),
          },
        ]
      : []),
  ]
  return (
    <header class="header">
      <a class="brand" href="/" aria-label="Sitbone, to the Now page">
        <svg viewBox="0 0 32 26" aria-hidden="true">
          <ellipse class="bone-left" cx="10" cy="13" rx="7.5" ry="10.5" transform="rotate(-12 10 13)" />
          <ellipse class="bone-right" cx="22" cy="13" rx="7.5" ry="10.5" transform="rotate(12 22 13)" />
        </svg>
        <span>sitbone</span>
      </a>
      <nav aria-label="Pages">
        {pages.map((page) => (
          <a
            key={page.label}
            href={page.href}
            aria-label={page.label}
            aria-current={page.here ? 'page' : undefined}
          >
            <span class={page.short === undefined ? undefined : 'where-wide'}>{page.label}</span>
            {page.short !== undefined && <span class="where-narrow">{page.short}</span>}
          </a>
        ))}
      </nav>
      <Status />
    </header>
  )
}

/** Whether the cushion shown is a simulated one. */
function useSimulated(): boolean {
  const { session } = useApp()
  const cushion = session.cushion.value
  return (
    session.info.value?.simulated ??
    session.state.value?.simulated ??
    session.cushions.value?.find((entry) => entry.id === cushion)?.simulated ??
    false
  )
}

function Status() {
  const { session } = useApp()
  const fresh = session.freshness.value
  const cushions = session.cushions.value ?? []
  const cushion = session.cushion.value
  const simulated = useSimulated()
  return (
    <div class="status">
      {simulated && (
        <span class="chip simulated" title="This cushion is a simulation. Nobody sits on it.">
          Simulated
          {(session.info.value?.clock.speed ?? 1) !== 1 && ` × ${session.info.value?.clock.speed}`}
        </span>
      )}
      <span class={`dot dot-${fresh.kind}`} aria-hidden="true" />
      {cushions.length > 1 ? (
        <label class="picker">
          <span class="sr-only">Cushion</span>
          <select value={cushion ?? ''} onChange={(event) => session.select(event.currentTarget.value)}>
            {cushions.map((entry) => (
              <option key={entry.id} value={entry.id}>
                {entry.id}
              </option>
            ))}
          </select>
        </label>
      ) : (
        cushion !== null && <span class="cushion-name">{cushion}</span>
      )}
      <span class={`freshness freshness-${fresh.kind}`}>{fresh.words}</span>
    </div>
  )
}
