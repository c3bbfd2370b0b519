/** Each day's load beside the change of the next morning. Dots only: no line, and no cause is claimed. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { changeFigure, countWords } from '../../words/review-words.ts'
import { loadUnit, type PressureUnit, toUnit } from '../../words/units.ts'

type Data = NonNullable<ReviewAnswer['loadAndMorning']>
type Pair = Data['pairs'][number]

interface Dot {
  readonly key: string
  readonly side: 'left' | 'right' | 'both'
  readonly x: number
  readonly change: number
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`

function dotsOf(pairs: readonly Pair[], measure: Data['measure'], unit: PressureUnit): readonly Dot[] {
  return pairs.flatMap(({ day, seatedS, leftKpaMin, rightKpaMin, change }): Dot[] => {
    if (measure === 'seated') return [{ key: day, side: 'both', x: seatedS / 3600, change }]
    const side = (name: 'left' | 'right', kpaMin: number | null): Dot[] =>
      kpaMin === null ? [] : [{ key: `${day} ${name}`, side: name, x: toUnit(kpaMin, unit), change }]
    return [...side('left', leftKpaMin), ...side('right', rightKpaMin)]
  })
}

/** The next round figure. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power
}

export function LoadAndMorning({ data }: { readonly data: Data }) {
  const { preferences } = useApp()
  const unit = preferences.unit.value
  const { n, enough, leastPairs, measure, pairs } = data
  const dots = dotsOf(pairs, measure, unit)
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
        <Plot dots={dots} unitWords={unitWords} />
      )}
      {n > 0 && !enough && (
        <p class="small">
          <strong>Fewer than {leastPairs} pairs: do not read anything from this yet.</strong>
        </p>
      )}
      <Thirds thirds={data.thirds} />
      <p class="small">Both may follow something else. This shows no cause.</p>
    </section>
  )
}

function Plot({ dots, unitWords }: { readonly dots: readonly Dot[]; readonly unitWords: string }) {
  const top = niceTop(Math.max(...dots.map(({ x }) => x)))
  const reach = Math.max(2, ...dots.map(({ change }) => Math.abs(change)))
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

const thirdNames = ['lightest days', 'days between', 'heaviest days'] as const

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
