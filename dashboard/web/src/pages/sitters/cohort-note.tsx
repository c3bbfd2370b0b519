/** Says that these sitters are simulated, and how far their six months are. */
import type { CohortProgress } from '../../../../../contract/sitters.ts'
import { cohortWords } from '../../words/sitter-words.ts'

export const CohortNote = ({ cohort }: { readonly cohort: CohortProgress }) => (
  <section class="card cohort-note" aria-label="Simulated cohort">
    <p>
      <strong>Simulated cohort.</strong> Nobody here is real. {cohortWords(cohort)}
    </p>
    {cohort.share < 1 && cohort.failed === null && (
      <progress value={cohort.share} aria-label="Six months of every sitter" />
    )}
  </section>
)
