/** How long one can keep sitting, why, and what to do about it. */
import { useState } from 'preact/hooks'
import { BigFigure } from '../../components/big-figure.tsx'
import { Meter } from '../../components/meter.tsx'
import { useApp } from '../../session/app-context.ts'
import { durationWords, minuteWords } from '../../words/durations.ts'
import { largestUsed, nowSummary } from './now-summary.ts'

export function TimeLeft() {
  const { session } = useApp()
  const state = session.state.value
  const fresh = session.freshness.value
  const nowMs = session.nowMs.value
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
  })
  const live = fresh.kind === 'live'
  const used = live || fresh.kind === 'stale' ? largestUsed(state.used) : null
  return (
    <section class={`card time-left tone-${view.tone}`} aria-label="Time left">
      <h2 class="label">{view.label}</h2>
      <BigFigure figure={view.figure} muted={!live} />
      <p class="why">
        {view.side !== null && (
          <strong class={view.side}>{view.side === 'left' ? 'Left side' : 'Right side'} </strong>
        )}
        {view.sentence}
      </p>
      {used !== null && (
        <div class={`used${live ? '' : ' muted'}`}>
          <Meter label={used.words} fraction={used.fraction} colour={used.tone} />
          <div class="between small">
            <span>{used.words}</span>
            <span>{used.next}</span>
          </div>
        </div>
      )}
      <SittingFacts />
      <TimeLimits />
      <Meeting />
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
  const boutS =
    startedMs !== null && session.freshKind.value === 'live'
      ? Math.max(state.boutS, (nowMs - startedMs) / 1000)
      : state.boutS
  const pause = state.lastBreak
  const pauseS =
    pause === null
      ? 0
      : pause.endedAt === null
        ? Math.max(pause.breakS, (nowMs - Date.parse(pause.startedAt)) / 1000)
        : pause.breakS
  return (
    <dl class="facts">
      <div>
        <dt>Sitting since</dt>
        <dd>{startedMs === null ? 'not sitting' : `${day.time(startedMs)}, ${durationWords(boutS)}`}</dd>
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

/** The two limits of time, however far off they are. */
function TimeLimits() {
  const { session } = useApp()
  const state = session.state.value
  const tolerance = session.tolerance.value
  if (state === null || tolerance === null) return null
  const rows = [
    { label: 'In one go', s: state.occupancy === 'occupied' ? state.boutS : 0, limitMin: tolerance.boutMin },
    { label: 'Today', s: state.daySeatedS, limitMin: tolerance.dayMin },
  ]
  return (
    <div class={`time-limits${session.freshKind.value === 'live' ? '' : ' muted'}`}>
      {rows.map(({ label, s, limitMin }) => (
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
          />
        </div>
      ))}
    </div>
  )
}

const meetingMin = 60

function Meeting() {
  const { session, diary, toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const state = session.state.value
  const untilMs = state?.quietUntil ? Date.parse(state.quietUntil) : null
  const quiet = untilMs !== null && untilMs > session.nowMs.value
  const setQuiet = async (minutes: number): Promise<void> => {
    setBusy(true)
    const outcome = await session.command('quiet', { minutes })
    setBusy(false)
    if (!outcome.ok) toasts.show({ text: outcome.message, tone: 'over' })
    else if (minutes > 0)
      toasts.show({
        text: 'Quiet for an hour: no sound and no buzz. Your break will be waiting afterwards.',
        action: { label: 'Undo', run: () => void setQuiet(0) },
      })
    else toasts.show({ text: 'Alerts sound again.' })
  }
  return (
    <div class="actions">
      <button
        type="button"
        class="button primary"
        onClick={() => {
          diary.dialog.value = { kind: 'check-in', edited: null }
        }}
      >
        Check in
      </button>
      {quiet ? (
        <>
          <span class="chip">Quiet until {session.day.value.time(untilMs)}</span>
          <button type="button" class="button" disabled={busy} onClick={() => void setQuiet(0)}>
            End the meeting
          </button>
        </>
      ) : (
        <button type="button" class="button" disabled={busy} onClick={() => void setQuiet(meetingMin)}>
          In a meeting
        </button>
      )}
    </div>
  )
}
