/** The first setup, which can be left and taken up again on any device, and what happens in the first week. */

import { type SetupStep, setupSteps } from '../../../../../core/model/setup.ts'
import { ProblemNote } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'
import { baselineWeekWords, stepNames } from '../../words/first-week-words.ts'
import { StepBody } from './setup-steps.tsx'

export function FirstWeekPage() {
  return (
    <>
      <div class="page-head">
        <h1>Your first week</h1>
        <p class="lead">
          Sitbone first learns what is usual for you. Nothing is watched in this week unless you set a limit
          yourself.
        </p>
      </div>
      <div class="first-week">
        <Setup />
        <Week />
      </div>
    </>
  )
}

function Setup() {
  const { diary } = useApp()
  const setup = diary.setup.value
  if (setup.status === 'loading') return <p class="card quiet placeholder">Loading your setup.</p>
  if (setup.status === 'error')
    return (
      <section class="card">
        <ProblemNote
          problem={setup.problem}
          onRetry={() => {
            diary.version.value += 1
          }}
        />
      </section>
    )
  const { answers } = setup.value
  const next = setupSteps.find((step) => answers[step] === undefined)
  return (
    <section class="card" aria-label="Setup">
      <h2>Setup</h2>
      <p class="small">
        {next === undefined
          ? 'All steps are done. You can change any of them.'
          : 'Each answer is saved at once. You can stop and continue later, also on another device.'}
      </p>
      <ol class="setup-steps">
        {setupSteps.map((step) => (
          <Step key={step} step={step} done={answers[step] !== undefined} open={step === next} />
        ))}
      </ol>
    </section>
  )
}

function Step(props: { readonly step: SetupStep; readonly done: boolean; readonly open: boolean }) {
  const { step, done, open } = props
  return (
    <li>
      <details open={open}>
        <summary>
          {stepNames[step]} <span class="small">{done ? 'done' : open ? 'next' : 'to do'}</span>
        </summary>
        <StepBody step={step} />
      </details>
    </li>
  )
}

function Week() {
  const progress = useKnownProgress()
  if (progress !== null && progress.baseline.doneOn !== null)
    return (
      <section class="card" aria-label="The week">
        <h2>What happens from now on</h2>
        <p>{baselineWeekWords(progress)}</p>
        <ul class="reasons">
          <li>Keep checking in each morning before noon: it shows how your tendon took the day before.</li>
          <li>Sitbone suggests a step up at most once a week, and says why. You decide.</li>
        </ul>
        <a class="button" href="tolerance">
          Open Tolerance
        </a>
      </section>
    )
  return (
    <section class="card" aria-label="The week">
      <h2>What happens this week</h2>
      {progress !== null && <p>{baselineWeekWords(progress)}</p>}
      <ul class="reasons">
        <li>Sit as you usually do, and stand up when your own timer or your body says so.</li>
        <li>Check in each morning before noon. Pain often comes late, so mornings count most.</li>
        <li>Note other loads in the diary: runs, hills, long drives, the gym, stairs.</li>
        <li>
          After seven days with at least three mornings, Sitbone suggests a first limit and says why. You
          decide.
        </li>
      </ul>
    </section>
  )
}
