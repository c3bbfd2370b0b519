/** What is known of the moment shown: its time, the sitting, both sides, and what the picture is made of. */
import { replayStepMs } from '../../../../../core/model/replay.ts'
import { ProblemNote } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import type { DayAnswers } from '../../session/day/day-answers.ts'
import type { BoutSpan } from '../../session/day/day-shape.ts'
import { currentMark, type DayMark } from './replay-marks.ts'
import type { ReplayPlayer } from './replay-player.ts'
import {
  calibrationWords,
  minuteAt,
  pictureWords,
  relativeWords,
  sideFigures,
  sittingWords,
} from './replay-words.ts'

interface ClockProps {
  readonly player: ReplayPlayer
  readonly spans: readonly BoutSpan[]
  readonly marks: readonly DayMark[]
}

export function Clock({ player, spans, marks }: ClockProps) {
  const { session } = useApp()
  const { clock, time } = session.day.value
  const atMs = player.atMs.value
  const mark = currentMark(marks, atMs)
  return (
    <div class="replay-clock">
      <p class="replay-time">{clock(atMs)}</p>
      <p class="replay-sitting">{sittingWords(player.picture.value, atMs, { spans, time })}</p>
      <p class="small replay-mark">
        {mark !== null && (
          <>
            <strong>{time(mark.atMs)}</strong> {mark.words}
          </>
        )}
      </p>
    </div>
  )
}

interface FactsProps {
  readonly player: ReplayPlayer
  readonly answers: DayAnswers
}

export function Facts({ player, answers }: FactsProps) {
  const { session } = useApp()
  const picture = player.picture.value
  return (
    <div class="replay-facts">
      <Sides player={player} answers={answers} />
      <div class="replay-notes small">
        <p>{pictureWords(picture, replayStepMs(player.speed.value))}</p>
        {picture.kind === 'reading' && picture.step.kpa === null && <p>{relativeWords}</p>}
        {calibrationWords(answers.events, session.day.value.time).map((words) => (
          <p key={words}>{words}</p>
        ))}
      </div>
      {picture.kind === 'problem' && <ProblemNote problem={picture.problem} onRetry={() => player.retry()} />}
    </div>
  )
}

function Sides({ player, answers: { minutes } }: FactsProps) {
  const unit = useApp().preferences.unit.value
  const picture = player.picture.value
  // Changes with the picture alone, not with each tenth of a second.
  const minute = minuteAt(minutes, picture.kind === 'reading' ? picture.step.atMs : player.atMs.value)
  const figures = sideFigures(picture, minute, unit)
  return (
    <div class="sides replay-sides">
      {(['left', 'right'] as const).map((side) => (
        <div key={side}>
          <h2 class={`label ${side}`}>{side === 'left' ? 'Left' : 'Right'}</h2>
          <p class="side-figure">
            <b>{figures[side]}</b> {figures.unit}
          </p>
        </div>
      ))}
    </div>
  )
}
