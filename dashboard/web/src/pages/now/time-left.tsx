/** How long the sitter can keep sitting, why, and what to do about it. */
import type { Occupancy } from '../../../../../core/model/schemas/occupancy.ts'
import { BigFigure } from '../../components/big-figure.tsx'
import { CheckInButton } from '../../components/diary/check-in-dialog.tsx'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import { useReader } from '../../session/use-reader.ts'
import { durationWords, minuteWords } from '../../words/durations.ts'
import { useAlerting } from './alerting.ts'
import { BreakCoach } from './break-coach.tsx'
import { breakSeconds } from './break-words.ts'
import { Meeting } from './meeting.tsx'
import { nowSummary, timeLimits, usedInSentence } from './now-summary.ts'

export function TimeLeft() {
  const { session, account } = useApp()
  const state = session.state.value
  const fresh = session.freshness.value
  const nowMs = session.nowMs.value
  const said = useReader()
  const own = account.may(session.cushion.value, 'own')
  if (state === null)
    return (
      <section class="card time-left">
        <h2 class="label">Time left</h2>
        <p class="big-words muted">Waiting</p>
        <p class="why">{fresh.advice || 'The first figures arrive within a few seconds.'}</p>
      </section>
    )
  const view = nowSummary({
    state,
    tolerance: session.tolerance.value,
    freshness: fresh,
    liveAgeS: session.liveAgeS.value,
    nowMs,
    relative: session.relative.value,
    time: session.day.value.time,
  })
  const live = fresh.kind === 'live'
  const used = live || fresh.kind === 'stale' ? usedInSentence(state, nowMs) : null
  return (
    <section class={`card time-left tone-${view.tone}`} aria-label="Time left">
      <h2 class="label">{said(view.label)}</h2>
      <BigFigure figure={view.figure} muted={!live} />
      <p class="why">
        {view.side !== null && (
          <strong class={view.side}>{view.side === 'left' ? 'Left side' : 'Right side'} </strong>
        )}
        {said(view.sentence)}
      </p>
      {used !== null && (
        <div class={`used${live ? '' : ' muted'}`}>
          <Meter label={said(used.words)} fraction={used.fraction} colour={used.tone} />
          <div class="between small">
            <span>{said(used.words)}</span>
            <span>{used.next}</span>
          </div>
        </div>
      )}
      {live && own && <BreakCoach state={state} />}
      <SittingFacts />
      <TimeLimits />
      {own && (
        <div class="actions">
          <CheckInButton />
          <Meeting />
        </div>
      )}
    </section>
  )
}

function SittingFacts() {
  const { session } = useApp()
  const state = session.state.value
  const day = session.day.value
  const nowMs = session.nowMs.value
  if (state === null) return null
  const startedMs = state.boutStartedAt === null ? null : Date.parse(state.boutStartedAt)
  const offline = session.freshKind.value === 'offline'
  const pause = state.lastBreak
  const pauseS = pause?.endedAt === null ? (breakSeconds(state, nowMs) ?? 0) : (pause?.breakS ?? 0)
  return (
    <dl class="facts">
      <div>
        <dt>Sitting since</dt>
        <dd>
          {startedMs !== null && !offline
            ? `${day.time(startedMs)}, ${minuteWords(state.boutS)}`
            : notSittingWords(state.occupancy, offline)}
        </dd>
      </div>
      <div>
        <dt>Last break</dt>
        <dd>
          {pause === null
            ? 'none today yet'
            : `${durationWords(pauseS)}, ${pause.endedAt === null ? 'ongoing' : `ended ${day.time(Date.parse(pause.endedAt))}`}`}
        </dd>
      </div>
    </dl>
  )
}

/** Only an empty seat shows that nobody sits. */
function notSittingWords(occupancy: Occupancy, offline: boolean): string {
  if (offline) return 'unknown, the cushion is offline'
  return occupancy === 'empty' ? 'not sitting' : 'unknown'
}

/** Both time limits, however far off. */
function TimeLimits() {
  const { session } = useApp()
  const state = session.state.value
  const tolerance = session.tolerance.value
  const calm = !useAlerting()
  if (state === null || tolerance === null) return null
  return (
    <div class={`time-limits${session.freshKind.value === 'live' ? '' : ' muted'}`}>
      {timeLimits(state, tolerance).map(({ label, s, limitMin }) => (
        <div class="bar" key={label}>
          <div class="between small">
            <strong>{label}</strong>
            <span>
              {limitMin === null
                ? `${minuteWords(s)}, not watched`
                : `${minuteWords(s)} of ${minuteWords(limitMin * 60)}`}
            </span>
          </div>
          <Meter
            label={`${label}, sitting time against its limit`}
            fraction={limitMin === null ? null : s / (limitMin * 60)}
            colour="plain"
            calm={calm}
          />
        </div>
      ))}
    </div>
  )
}
