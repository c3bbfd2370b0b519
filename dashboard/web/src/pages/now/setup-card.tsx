/** On the Now page: the first setup of a real cushion, until it is finished. */
import { setupSteps } from '../../../../../core/model/setup.ts'
import { useApp } from '../../session/app-context.ts'

export function SetupCard() {
  const { session, diary, preferences } = useApp()
  const setup = diary.setup.value
  if (setup.status !== 'ready' || session.state.value?.simulated !== false) return null
  // A person who was here before this page existed has limits; nobody is asked to begin again.
  if (!preferences.welcomeSeen.value || setup.value.updatedAt === null) return null
  const done = setupSteps.filter((step) => setup.value.answers[step] !== undefined).length
  if (done === setupSteps.length) return null
  return (
    <section class="card step-card" aria-label="Setup">
      <div>
        <h2>Your setup is not finished</h2>
        <p class="small">
          {done} of {setupSteps.length} steps are done. You can continue at any time, also on another device.
        </p>
      </div>
      <a class="button primary" href="first-week">
        Continue
      </a>
    </section>
  )
}
