/** First sheet: whose data and how good it is, the summary, six figures, day by day. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { inForceWords } from '../../../dashboard/web/src/words/limit-history-words.ts'
import { shortDate } from '../../../dashboard/web/src/words/period-words.ts'
import {
  comparedWords,
  figureWords,
  morningWords,
  qualityWords,
} from '../../../dashboard/web/src/words/review-words.ts'
import { visaHLine } from '../../../dashboard/web/src/words/visa-h-words.ts'
import { dayChart } from './day-chart.ts'
import { html, type Markup, nothing } from './html.ts'
import type { ReportWords } from './report-words.ts'

/** More would push the chart off the sheet; only a cushion of many cells has more. */
const mostQualityLines = 7

export function sheetOne(review: ReviewAnswer, words: ReportWords): Markup {
  const { figures, mornings } = review
  return html`<header class="head"><h1>Sitting and pain, ${words.name}</h1><p>${words.span}</p></header>
${review.simulated === true ? html`<p class="simulated">Simulated data: nobody sat on this cushion.</p>` : nothing}
<div class="two">${facts(review, words)}${quality(review)}</div>
${summary(review)}
${figures === null || mornings === null ? nothing : sixFigures(figures, mornings, review.days.length)}
${dayChart(review)}`
}

function facts(
  { cushion, side, limits, usualPain, visaH: totals }: ReviewAnswer,
  { zone, dateOf }: ReportWords,
): Markup {
  const visaH = visaHLine(totals, shortDate)
  const { inForce, changedAt } = limits
  const since = changedAt === null ? '' : `, since ${dateOf(changedAt)}`
  const rows = [
    ['Cushion', cushion],
    ...(side === null ? [] : [['Affected side', side === 'both' ? 'both sides' : side]]),
    ...(inForce === null ? [] : [['Stage', inForce.stage]]),
    ['Limits in force', `${inForceWords(inForce, 'kPa')}${since}`],
    ...(usualPain === null ? [] : [['Usual morning', `${usualPain} of 10`]]),
    ...(visaH === null ? [] : [['VISA-H total', visaH]]),
    ['Times', zone],
  ]
  return html`<dl class="facts">${rows.map(([term, text]) => html`<div><dt>${term ?? ''}</dt><dd>${text ?? ''}</dd></div>`)}</dl>`
}

function quality({ quality: found }: ReviewAnswer): Markup {
  const lines = qualityWords(found)
  const left = lines.length - mostQualityLines
  return html`<section><h2>Quality of the data</h2><ul>${lines.slice(0, mostQualityLines).map((line) => html`<li>${line}</li>`)}${left > 0 ? html`<li>and ${left} more lines, in Sitbone</li>` : nothing}</ul></section>`
}

const summary = ({ paused, summary: sentences }: ReviewAnswer): Markup =>
  html`<section class="summary${paused ? ' symptoms' : ''}"><h2>${paused ? 'New symptoms come first' : 'Summary'}</h2><ul>${sentences.map(({ text }) => html`<li>${text}</li>`)}</ul></section>`

const sixFigures = (
  figures: NonNullable<ReviewAnswer['figures']>,
  mornings: NonNullable<ReviewAnswer['mornings']>,
  days: number,
): Markup =>
  html`<section aria-label="Six figures"><dl class="figures">${[
    ...figureWords(figures, 'kPa'),
    morningWords(mornings),
  ].map(
    ({ name, value, basis, change }) =>
      html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd class="small">${basis}${change === '' ? '' : ` · ${change}`}</dd></div>`,
  )}</dl><p class="small">${comparedWords(figures, days)}</p></section>`
