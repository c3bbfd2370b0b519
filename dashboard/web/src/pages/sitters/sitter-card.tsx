/** One sitter and cushion: why to look, four weeks at a glance, and the way there. */
import type { SitterRow } from '../../../../../contract/sitters.ts'
import { useApp } from '../../session/app-context.ts'
import { dateWords } from '../../session/day/use-moments.ts'
import { scopeList } from '../../words/people-words.ts'
import { arrows, flagNames, trendsOf } from '../../words/sitter-words.ts'
import { Sparkline } from './sparkline.tsx'

/** The page that tells most of what is shared. */
const pageOf = ({ endedAt, scopes }: SitterRow): string =>
  endedAt !== null ? '/day' : scopes.includes('diary') ? '/review' : '/'

export function SitterCard({ row }: { readonly row: SitterRow }) {
  const { session, router } = useApp()
  const { sitter, cushion, simulated, scopes, until, endedAt, look } = row
  return (
    <li class="card sitter">
      <div class="sitter-name">
        <h2>{sitter}</h2>
        <p class="small">
          {cushion ?? 'No cushion is theirs yet'}
          {simulated === true && ', simulated'}
          {endedAt !== null && `, theirs until ${dateWords(Date.parse(endedAt))}`}
        </p>
        <p class="small">
          {scopeList(scopes)}
          {until !== null && `; until ${dateWords(Date.parse(until))}`}
        </p>
      </div>
      {look === null ? (
        <p class="small sitter-wait">{cushion === null ? '' : 'Reading four weeks.'}</p>
      ) : (
        <>
          <Flags look={look} />
          <div class="sitter-weeks">
            <Sparkline seatedS={look.seatedS} />
            <p class="small">
              {look.daysWithData} of {look.seatedS.length} days with data
            </p>
          </div>
          <Trends look={look} />
        </>
      )}
      {cushion !== null && (
        <button
          type="button"
          class="button"
          aria-label={`Look at ${sitter}, ${cushion}`}
          onClick={() => {
            session.select(cushion)
            router.go(pageOf(row))
          }}
        >
          Look
        </button>
      )}
    </li>
  )
}

type Look = NonNullable<SitterRow['look']>

const Flags = ({ look: { flags, daysWithData } }: { readonly look: Look }) =>
  flags.length === 0 ? (
    <p class="small sitter-flags">{daysWithData === 0 ? 'No data in four weeks.' : 'Nothing stands out.'}</p>
  ) : (
    <ul class="sitter-flags">
      {flags.map(({ kind, text }) => (
        <li key={kind} class={`flag flag-${kind}`}>
          <strong>{flagNames[kind]}</strong> <span class="small">{text}</span>
        </li>
      ))}
    </ul>
  )

const Trends = ({ look }: { readonly look: Look }) => (
  <dl class="sitter-trends">
    {trendsOf(look).map(({ name, direction, words, basis }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          {arrows[direction] !== '' && <span aria-hidden="true">{arrows[direction]} </span>}
          {words} <span class="small">({basis})</span>
        </dd>
      </div>
    ))}
  </dl>
)
