/** The span week by week, to see what changed. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { periodColumns } from '../../words/period-words.ts'

export function PeriodTable({ periods }: { readonly periods: NonNullable<ReviewAnswer['periods']> }) {
  const { preferences } = useApp()
  const columns = periodColumns(preferences.unit.value)
  return (
    <section class="card" aria-label="Week by week">
      <h2>Week by week</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard, too */}
      <section class="period-scroll" aria-label="Table of weeks" tabIndex={0}>
        <table class="period-table">
          <thead class="period-heads">
            <tr>
              {columns.map(({ head }) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {periods.map((period) => (
              <tr key={period.from}>
                {columns.map(({ head, cell }, at) =>
                  at === 0 ? (
                    <th key={head} scope="row">
                      {cell(period)}
                    </th>
                  ) : (
                    <td key={head}>{cell(period)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
