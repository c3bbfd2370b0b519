/** The report as one HTML file that needs nothing else: two sheets of A4, charts as SVG. */
import type { ReviewAnswer } from '../../../contract/review.ts'
import { html, type Markup } from './html.ts'
import { type ReportWords, reportWords } from './report-words.ts'
import { sheetOne } from './sheet-one.ts'
import { sheetTwo } from './sheet-two.ts'
import { style } from './style.ts'
import { typeface } from './typeface.ts'

export function reportPage(review: ReviewAnswer, name: string): string {
  const words = reportWords(review, name)
  const sheets = [sheetOne(review, words), sheetTwo(review, words)]
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>Sitting and pain, ${name}, ${words.span}</title>
<style>${{ markup: typeface() + style }}</style>
</head>
<body>
<main>
${sheets.map((sheet, at) => html`<div class="sheet">${sheet}${foot(review, words, `${at + 1} of ${sheets.length}`)}</div>`)}
</main>
</body>
</html>
`
  return page.markup
}

const foot = ({ version, tz }: ReviewAnswer, { made }: ReportWords, page: string): Markup =>
  html`<footer class="foot"><span>Made by Sitbone ${version} on ${made} (${tz}). Not a medical device.</span><span>Page ${page}</span></footer>`
