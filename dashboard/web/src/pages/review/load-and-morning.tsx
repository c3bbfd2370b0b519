/** Each day's load beside the change of the next morning. Dots only: no line, and no cause is claimed. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { alikeWords, ranksWords } from '../../words/pressure-words.ts'
import { changeFigure, countWords, thirdNames } from '../../words/review-words.ts'
import { loadUnit } from '../../words/units.ts'
import { type LoadPlot, loadPlot } from './review-shapes.ts'

type Data = NonNullable<ReviewAnswer['loadAndMorning']>
const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`

export function LoadAndMorning({ data }: { readonly data: Data }) {
  const { preferences } = useApp()
  const unit = preferences.unit.value
  const { n, enough, leastPairs, measure } = data
  const unitWords = measure === 'seated' ? 'h seated' : loadUnit(unit)
  return (
    <section class="card" aria-label="Load and the next morning">
      <h2>Load and the next morning</h2>
      <p class="small">
        Each day’s {measure === 'seated' ? 'seated time' : 'pressure-time, per side'}, and how the morning
        after differed from the usual one. {countWords(n, 'pair')}.
      </p>
      {n === 0 ? (
        <p class="quiet">
          No pairs yet. Each needs a day recorded for 4 h or more, a check-in the morning after, and a usual
          morning to compare with.
        </p>
      ) : (
        <Plot plot={loadPlot(data, unit)} unitWords={unitWords} />
      )}
      {n > 0 && !enough && (
        <p class="small">
          <strong>Fewer than {leastPairs} pairs: do not read anything from this yet.</strong>
        </p>
      )}
      <Thirds thirds={data.thirds} />
      {ranksWords(data) !== '' && (
        <p class="small">
          {ranksWords(data)} {data.ranks !== null && alikeWords}
        </p>
      )}
      <p class="small">Both may follow something else. This shows no cause.</p>
    </section>
  )
}

function Plot({
  plot: { dots, top, reach },
  unitWords,
}: {
  readonly plot: LoadPlot
  readonly unitWords: string
}) {
  const sided = dots.some(({ side }) => side !== 'both')
  return (
    <figure class="load-plot">
      {sided && (
        <ul class="keys small">
          <li class="key dot-left">left</li>
          <li class="key dot-right">right</li>
        </ul>
      )}
      <div class="load-frame">
        <div class="review-axis small" aria-hidden="true">
          <span>{changeFigure(reach)}</span>
          <span>0</span>
          <span>{changeFigure(-reach)}</span>
        </div>
        <div class="load-area" aria-hidden="true">
          {dots.map(({ key, side, x, change }) => (
            <i
              key={key}
              class={`load-dot dot-${side}`}
              style={{ left: percent(x / top), bottom: percent((change + reach) / (2 * reach)) }}
            />
          ))}
        </div>
        <div class="load-scale small" aria-hidden="true">
          <span>0</span>
          <span>{top / 2}</span>
          <span>
            {top} {unitWords}
          </span>
        </div>
      </div>
      <figcaption class="sr-only">
        {dots.map(({ key, side, x, change }) => (
          <span key={key}>
            {side === 'both' ? '' : `${side} `}
            {x.toFixed(1)} {unitWords}, next morning {changeFigure(change)}.{' '}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}

function Thirds({ thirds }: { readonly thirds: Data['thirds'] }) {
  if (thirds === null) return null
  return (
    <dl class="facts thirds">
      {thirds.map(({ n, medianChange }, at) => (
        <div key={thirdNames[at]}>
          <dt>
            After the {n} {thirdNames[at]}
          </dt>
          <dd>median {changeFigure(medianChange)}</dd>
        </div>
      ))}
    </dl>
  )
}
