/** First run only, until dismissed: what Sitbone is and is not. */

import { SafetyText } from '../../components/safety.tsx'
import { useApp } from '../../session/app-context.ts'

export function Welcome() {
  const { preferences, diary, router } = useApp()
  if (preferences.welcomeSeen.value) return null
  const haveRead = () => {
    preferences.welcomeSeen.value = true
    void diary.putSetup({ disclaimer: true })
  }
  return (
    <section class="card welcome" aria-label="Welcome">
      <div>
        <h2>Before you start</h2>
        <SafetyText />
        <p>
          Sudden pop, bruising, numbness, marked weakness or trouble walking: please see a clinician first.
          You can read this again under <a href="settings">Settings</a>.
        </p>
      </div>
      <div class="actions">
        <button type="button" class="button primary" onClick={haveRead}>
          I have read this
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            haveRead()
            router.go('/first-week')
          }}
        >
          Read, and set up
        </button>
      </div>
    </section>
  )
}
