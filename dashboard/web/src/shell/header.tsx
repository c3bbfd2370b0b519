/** Name, pages, cushion, and how fresh the figures are. */
import { usePatience } from '../components/patience.ts'
import type { HeldGrant } from '../session/account.ts'
import { useApp } from '../session/app-context.ts'
import { isSimulatorConsole, simulatorConsolePath } from '../session/router.ts'
import { newCommentsWords } from '../words/comment-words.ts'

interface PageLink {
  readonly href: string
  readonly label: string
  /** Short label for narrow screens. */
  readonly short?: string
  readonly here: boolean
  /** What waits there to be read. */
  readonly news?: string | null
}

export function Header() {
  const { session, router, account, diary } = useApp()
  const path = router.path.value
  const person = account.person.value
  const today = session.day.value.dayOf(session.nowMs.value)
  const simulated = useSimulated()
  const roles = person?.roles ?? []
  // Links and chips depend on the cushion; shown before it is known, they would jump aside for more.
  const unknown = usePatience(
    session.loading.value === 'loading' && session.freshness.value.kind !== 'disconnected',
  )
  const seesCushions = person === null || roles.some((role) => role !== 'admin')
  const news = diary.unread.value.length === 0 ? null : newCommentsWords(diary.unread.value)
  const ofCushion: readonly PageLink[] = [
    { href: './', label: 'Now', here: path === '/' },
    { href: `day/${today}`, label: 'Days', here: /^\/(day|replay)/.test(path), news },
    ...(account.may(session.cushion.value, 'diary')
      ? [{ href: 'diary', label: 'Diary', here: path === '/diary' }]
      : []),
    { href: 'tolerance', label: 'Tolerance', here: path === '/tolerance' },
  ]
  const pages: readonly PageLink[] = [
    ...(roles.includes('physio') ? [{ href: 'sitters', label: 'Sitters', here: path === '/sitters' }] : []),
    ...(seesCushions ? ofCushion : []),
    ...(roles.includes('admin') && !seesCushions
      ? [{ href: 'people', label: 'People', here: path === '/people' }]
      : []),
    { href: 'settings', label: 'Settings', here: path === '/settings' },
    ...(simulated
      ? [
          {
            href: simulatorConsolePath.slice(1),
            label: 'Simulator console',
            short: 'Console',
            here: isSimulatorConsole(path),
          },
        ]
      : []),
  ]
  return (
    <header class="header">
      <a class="brand" href="./" aria-label="Sitbone, to the Now page">
        <svg viewBox="0 0 32 26" aria-hidden="true">
          <ellipse class="bone-left" cx="10" cy="13" rx="7.5" ry="10.5" transform="rotate(-12 10 13)" />
          <ellipse class="bone-right" cx="22" cy="13" rx="7.5" ry="10.5" transform="rotate(12 22 13)" />
        </svg>
        <span>sitbone</span>
      </a>
      {!account.signInNeeded.value && (
        <nav aria-label="Pages" class={unknown ? 'unknown' : undefined}>
          {pages.map((page) => (
            <a
              key={page.label}
              href={page.href}
              aria-label={page.news == null ? page.label : `${page.label}, ${page.news}`}
              aria-current={page.here ? 'page' : undefined}
            >
              <span class={page.short === undefined ? undefined : 'where-wide'}>{page.label}</span>
              {page.short !== undefined && <span class="where-narrow">{page.short}</span>}
              {page.news != null && <span class="new-mark" aria-hidden="true" />}
            </a>
          ))}
        </nav>
      )}
      {!account.signInNeeded.value && <Status unknown={unknown} />}
    </header>
  )
}

/** Of somebody else's cushion also whose it is. */
const nameOf = (cushion: string, grant: HeldGrant | null): string =>
  grant === null ? cushion : `${grant.sitter ?? 'Somebody'}: ${cushion}`

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

function Status({ unknown }: { readonly unknown: boolean }) {
  const { session, account, preferences } = useApp()
  const fresh = session.freshness.value
  const cushion = session.cushion.value
  const hidden = preferences.hiddenCushions.value
  const cushions = (session.cushions.value ?? []).filter(({ id }) => id === cushion || !hidden.includes(id))
  const simulated = useSimulated()
  return (
    <div class={`status${unknown ? ' unknown' : ''}`}>
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
                {nameOf(entry.id, account.grantFor(entry.id))}
              </option>
            ))}
          </select>
        </label>
      ) : (
        cushion !== null && <span class="cushion-name">{cushion}</span>
      )}
      {session.loading.value !== 'taken-back' && (
        <span class={`freshness freshness-${fresh.kind}`}>{fresh.words}</span>
      )}
      {account.person.value !== null && (
        <a class="who" href="account" aria-label={`Account of ${account.person.value.userName ?? ''}`}>
          {account.person.value.userName}
        </a>
      )}
    </div>
  )
}
