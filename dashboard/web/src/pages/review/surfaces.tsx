/** Pressure by what was sat on and by side, with the spread of the days. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { spreadWords, surfaceColumns } from '../../words/pressure-words.ts'
import { RowTable } from './row-table.tsx'

export function Surfaces({ review }: { readonly review: ReviewAnswer }) {
  const { preferences } = useApp()
  const { surfaces, quality } = review
  if (surfaces === null || surfaces.length === 0 || quality.relativeOnly) return null
  return (
    <section class="card" aria-label="Pressure by surface">
      <h2>Pressure by surface and side</h2>
      <RowTable
        name="Table of surfaces"
        columns={surfaceColumns(preferences.unit.value)}
        rows={surfaces}
        keyOf={({ from }) => from}
      />
      <p class="small">
        {spreadWords} It says how much days differ, not how exact a cell is: sides and surfaces compare better
        with each other than a figure is right by itself. A surface lasts from one note about chair or surface
        in the diary to the next.
      </p>
    </section>
  )
}
