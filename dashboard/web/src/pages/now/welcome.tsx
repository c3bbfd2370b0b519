/** First run only: what Sitbone is and is not, until it is put away. */

import { SafetyText } from '../../components/safety.tsx'
import { useApp } from '../../session/app-context.ts'

export function Welcome() {
  const { preferences } = useApp()
  if (preferences.welcomeSeen.value) return null
  return (
    <section class="card welcome" aria-label="Welcome">
      <div>
        <h2>Before you start</h2>
        <SafetyText />
        <p>
          Sudden pop, bruising, numbness, marked weakness or trouble walking: please see a clinician first.
          You can read this again under <a href="/settings">Settings</a>.
        </p>
      </div>
      <button
        type="button"
        class="button primary"
        onClick={() => {
          preferences.welcomeSeen.value = true
        }}
      >
        I have read this
      </button>
    </section>
  )
}
