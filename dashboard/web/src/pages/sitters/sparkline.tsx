/** Seated hours of four weeks in the height of two lines of text. A day without data leaves a gap, never a zero. */
import { minuteWords } from '../../words/durations.ts'
import { countWords } from '../../words/review-words.ts'

const step = 5
const width = 4
const height = 30
/** Everybody on one scale, so that rows compare. */
const topS = 10 * 3600

export function Sparkline({ seatedS }: { readonly seatedS: readonly (number | null)[] }) {
  const known = seatedS.filter((each) => each !== null)
  const missing = seatedS.length - known.length
  const mean = known.length === 0 ? 0 : known.reduce((sum, each) => sum + each, 0) / known.length
  const words =
    known.length === 0
      ? 'No data in four weeks'
      : `Seated ${minuteWords(mean)} a day on average; ${missing === 0 ? 'data on every day' : `${countWords(missing, 'day')} without data`}`
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${seatedS.length * step} ${height + 1}`}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <path class="spark-ground" d={columns(seatedS, () => 1)} />
      <path class="spark-seated" d={columns(seatedS, (each) => Math.min(1, each / topS) * height)} />
    </svg>
  )
}

/** One path for all columns: hundreds of rows stay quick to draw. */
function columns(seatedS: readonly (number | null)[], tall: (each: number) => number): string {
  return seatedS
    .map((each, at) => {
      const size = each === null ? 0 : Math.round(tall(each) * 10) / 10
      return size === 0 ? '' : `M${at * step} ${height + 1}v${-size}h${width}v${size}z`
    })
    .join('')
}
