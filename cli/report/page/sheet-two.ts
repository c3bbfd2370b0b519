/** Second sheet: pattern, load and morning, weeks, surfaces, limits with who and why, notes, what the figures mean, and when to see a clinician. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { periodColumns, shortDate } from '../../../dashboard/web/src/words/period-words.ts'
import { spreadWords, surfaceColumns } from '../../../dashboard/web/src/words/pressure-words.ts'
import { clinicianWords, definitionsOf } from '../../../dashboard/web/src/words/review-definitions.ts'
import { cutTo, fitted, type Listed } from './fitted.ts'
import { html, type Markup, nothing } from './html.ts'
import { loadAndMorning, pattern } from './pattern-charts.ts'
import type { ReportWords } from './report-words.ts'
import { notesOf, stepsOf } from './written-down.ts'

export function sheetTwo(review: ReviewAnswer, words: ReportWords): Markup {
  const { pattern: hours, loadAndMorning: load, periods } = review
  const lines = linesFor(review)
  return html`<header class="head second"><strong>${words.name}</strong><span>${words.span}</span></header>
${hours === null || load === null ? nothing : html`<div class="two">${pattern(hours, review.startHour)}${loadAndMorning(load)}</div>`}
${periods === null ? nothing : periodTable(periods)}
${surfaceTable(surfacesOn(review))}
<div class="two grow">
${list('Limits and steps', stepsOf(review), { lines, none: 'The limits were not changed in these days.' })}
${list('Notes', notesOf(review), { lines, none: 'No notes in these days, or none that you may read.' })}
</div>
${definitions(review)}
<section class="safety"><p><strong>${clinicianWords}</strong></p><p>${review.safety}</p></section>`
}

const mostRoomyRows = 6

const periodTable = (periods: NonNullable<ReviewAnswer['periods']>): Markup =>
  html`<section aria-label="Week by week"><h2>Week by week</h2>${table(periodColumns('kPa'), periods, periods.length > mostRoomyRows ? 'dense' : 'roomy')}</section>`

type Surface = NonNullable<ReviewAnswer['surfaces']>[number]

const mostSurfaces = 3
const longestName = 36

/** The latest. Many weeks leave no room for them. */
const surfacesOn = ({ surfaces, periods, quality }: ReviewAnswer): readonly Surface[] =>
  surfaces === null || quality.relativeOnly || (periods?.length ?? 0) > mostRoomyRows
    ? []
    : surfaces.slice(-mostSurfaces)

function surfaceTable(surfaces: readonly Surface[]): Markup {
  if (surfaces.length === 0) return nothing
  const rows = surfaces.map((each) => ({
    ...each,
    name: each.name === null ? null : cutTo(each.name, longestName),
  }))
  return html`<section aria-label="Pressure by surface"><h2>Pressure by surface and side <span class="small">${spreadWords}</span></h2>${table(surfaceColumns('kPa', { onPaper: true }), rows, 'dense')}</section>`
}

interface Column<T> {
  readonly head: string
  readonly cell: (row: T) => string
}

const table = <T>(columns: readonly Column<T>[], rows: readonly T[], look: 'dense' | 'roomy'): Markup =>
  html`<table class="${look}"><thead><tr>${columns.map(
    ({ head }) => html`<th scope="col">${head}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${columns.map(({ cell }) => html`<td>${cell(row)}</td>`)}</tr>`)}</tbody></table>`

/** What the tables leave of the sheet; without figures there is room for more. */
function linesFor(review: ReviewAnswer): number {
  const { periods, paused, loadAndMorning: load } = review
  if (paused) return 34
  const interval = load === null || load.ranks === null ? 0 : 2
  const surfaces = surfacesOn(review).length
  const bySurface = surfaces === 0 ? 0 : surfaces + 4
  return Math.max(5, 17 - Math.ceil((periods?.length ?? 0) * 1.3)) - interval - bySurface
}

const space = { lettersPerLine: 46, mostLetters: 184 }

function list(
  name: string,
  items: readonly Listed[],
  { lines, none }: { readonly lines: number; readonly none: string },
): Markup {
  const { shown, left } = fitted(items, { ...space, lines })
  const earlier =
    left === 0 ? nothing : html`<p class="small">${left} more, earlier or longer, in Sitbone.</p>`
  return html`<section><h2>${name}</h2>${
    items.length === 0
      ? html`<p class="quiet">${none}</p>`
      : html`<dl class="listed">${shown.map(({ day, text }) => html`<div><dt>${shortDate(day)}</dt><dd>${text}</dd></div>`)}</dl>${earlier}`
  }</section>`
}

const definitions = (review: ReviewAnswer): Markup =>
  html`<section><h2>What the figures mean</h2><dl class="definitions">${definitionsOf(review).map(({ term, text }) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl></section>`
