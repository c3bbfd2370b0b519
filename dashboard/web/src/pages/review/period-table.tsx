/** The span week by week, to see what changed. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { periodColumns } from '../../words/period-words.ts'
import { RowTable } from './row-table.tsx'

export function PeriodTable({ periods }: { readonly periods: NonNullable<ReviewAnswer['periods']> }) {
  const { preferences } = useApp()
  return (
    <section class="card" aria-label="Week by week">
      <h2>Week by week</h2>
      <RowTable
        name="Table of weeks"
        columns={periodColumns(preferences.unit.value)}
        rows={periods}
        keyOf={({ from }) => from}
      />
    </section>
  )
}
