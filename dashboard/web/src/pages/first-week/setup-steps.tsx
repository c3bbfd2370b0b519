/** The steps of the setup one by one. An answer is saved at once. */
import { useState } from 'preact/hooks'
import type { SetupBody } from '../../../../../contract/diary/setup.ts'
import { longestSurface, type SetupStep } from '../../../../../core/model/setup.ts'
import { RedFlags, SafetyText } from '../../components/safety.tsx'
import { useApp } from '../../session/app-context.ts'

/** Saves answers; a failure is told, and the step stays open. */
function useSave(): (body: SetupBody) => Promise<boolean> {
  const { diary, toasts } = useApp()
  return async (body) => {
    const outcome = await diary.putSetup(body)
    if (!outcome.ok) toasts.show({ text: outcome.message, tone: 'over' })
    return outcome.ok
  }
}

interface Choice {
  readonly label: string
  readonly body: SetupBody
}

function Choices({ choices }: { readonly choices: readonly Choice[] }) {
  const { diary } = useApp()
  const save = useSave()
  const setup = diary.setup.value
  const answers: Readonly<Record<string, unknown>> = setup.status === 'ready' ? setup.value.answers : {}
  return (
    <div class="actions">
      {choices.map(({ label, body }) => (
        <button
          key={label}
          type="button"
          class="button"
          aria-pressed={Object.entries(body).every(([step, answer]) => answers[step] === answer)}
          onClick={() => void save(body)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

export function StepBody({ step }: { readonly step: SetupStep }) {
  switch (step) {
    case 'disclaimer':
      return <Disclaimer />
    case 'symptoms':
      return <Symptoms />
    case 'diagnosis':
      return (
        <>
          <p>Sitbone makes no diagnosis. Its suggestions assume that a clinician has looked at your pain.</p>
          <Choices
            choices={[
              { label: 'Yes', body: { diagnosis: 'yes' } },
              { label: 'I have an appointment', body: { diagnosis: 'waiting' } },
              { label: 'No', body: { diagnosis: 'no' } },
            ]}
          />
        </>
      )
    case 'side':
      return (
        <Choices
          choices={[
            { label: 'Left', body: { side: 'left' } },
            { label: 'Right', body: { side: 'right' } },
            { label: 'Both', body: { side: 'both' } },
          ]}
        />
      )
    case 'stage':
      return <Stage />
    case 'cushion':
      return <CushionStep />
    case 'surface':
      return <Surface />
    case 'calibration':
      return <CalibrationStep />
    case 'notifications':
      return <NotificationStep />
  }
}

function Disclaimer() {
  const { preferences } = useApp()
  const save = useSave()
  return (
    <>
      <SafetyText />
      <RedFlags />
      <button
        type="button"
        class="button primary"
        onClick={() => {
          preferences.welcomeSeen.value = true
          void save({ disclaimer: true })
        }}
      >
        I have read this
      </button>
    </>
  )
}

function Symptoms() {
  const { diary } = useApp()
  const save = useSave()
  return (
    <>
      <p>Some symptoms need a clinician first. While one of them is open, Sitbone suggests nothing.</p>
      <div class="actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            diary.dialog.value = { kind: 'red-flags' }
            void save({ symptoms: true })
          }}
        >
          Look at the list
        </button>
        <button
          type="button"
          class="button"
          onClick={() => void diary.answerRedFlags([]).then(({ ok }) => ok && save({ symptoms: true }))}
        >
          No new symptoms
        </button>
      </div>
    </>
  )
}

function Stage() {
  const { session, toasts } = useApp()
  const save = useSave()
  const choose = async (stage: 'reactive' | 'settled'): Promise<void> => {
    const tolerance = session.tolerance.value
    if (tolerance === null) {
      toasts.show({
        text: 'The limits of this cushion are not known yet. Try again in a moment.',
        tone: 'over',
      })
      return
    }
    const outcome = await session.saveTolerance({ ...tolerance, stage })
    if (outcome.ok) await save({ stage })
    else toasts.show({ text: outcome.message, tone: 'over' })
  }
  return (
    <>
      <p>
        Reactive: irritable, small loads are felt the next day. Settled: calm enough for a graded build-up. If
        you are not sure, choose reactive. You can change it under Tolerance.
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={() => void choose('reactive')}>
          Reactive
        </button>
        <button type="button" class="button" onClick={() => void choose('settled')}>
          Settled
        </button>
      </div>
    </>
  )
}

function CushionStep() {
  const { session } = useApp()
  const live = session.freshKind.value === 'live'
  const simulated = session.state.value?.simulated === true
  return (
    <>
      <p>
        {live
          ? `${simulated ? 'The simulated cushion' : 'Your cushion'} ${session.cushion.value ?? ''} is connected.`
          : 'No data from the cushion at the moment. Connect it; this page continues on its own.'}
      </p>
      {live && <Choices choices={[{ label: 'Use this one', body: { cushion: true } }]} />}
    </>
  )
}

function Surface() {
  const { diary } = useApp()
  const save = useSave()
  const setup = diary.setup.value
  const kept = setup.status === 'ready' ? setup.value.answers.surface : undefined
  const [text, setText] = useState(kept ?? '')
  return (
    <form
      class="actions"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') void save({ surface: text.trim() })
      }}
    >
      <label class="note-field">
        <span class="small">For example: office chair, wooden chair, car seat</span>
        <input
          type="text"
          maxLength={longestSurface}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        Save
      </button>
    </form>
  )
}

function CalibrationStep() {
  return (
    <>
      <p>
        With two cups of water and about six minutes, Sitbone learns to show kPa. Without, it compares with
        five minutes of your usual sitting. Limits for pressure and load need the calibration; time limits
        work either way. <a href="calibration">Open calibration</a>
      </p>
      <Choices
        choices={[
          { label: 'With two cups of water', body: { calibration: 'weights' } },
          { label: 'Compare with usual sitting', body: { calibration: 'relative' } },
          { label: 'Later', body: { calibration: 'later' } },
        ]}
      />
    </>
  )
}

function NotificationStep() {
  const { preferences } = useApp()
  const save = useSave()
  const turnOn = async (): Promise<void> => {
    const granted = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
    preferences.notifications.value = granted
    await save({ notifications: granted ? 'on' : 'off' })
  }
  return (
    <>
      <p>
        While another window is in front, only a notification can tell you that it is time to stand. Without
        one, you see alerts when you look at this page.
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={() => void turnOn()}>
          Turn on
        </button>
        <button type="button" class="button" onClick={() => void save({ notifications: 'off' })}>
          Not now
        </button>
      </div>
    </>
  )
}
