/** Six figures, each with what it rests on and its change against the span before. */
import type { ReviewAnswer } from '../../../../../contract/review.ts'
import { useApp } from '../../session/app-context.ts'
import { comparedWords, figureWords, morningWords } from '../../words/review-words.ts'

interface SixFiguresProps {
  readonly figures: NonNullable<ReviewAnswer['figures']>
  readonly mornings: NonNullable<ReviewAnswer['mornings']>
  readonly days: number
}

export function SixFigures({ figures, mornings, days }: SixFiguresProps) {
  const { preferences } = useApp()
  return (
    <section class="card" aria-label="Six figures">
      <dl class="six-figures">
        {[...figureWords(figures, preferences.unit.value), morningWords(mornings)].map((figure) => (
          <div key={figure.name}>
            <dt>{figure.name}</dt>
            <dd class="six-value">{figure.value}</dd>
            <dd class="small">{figure.basis}</dd>
            {figure.change !== '' && <dd class="small">{figure.change}</dd>}
          </div>
        ))}
      </dl>
      <p class="small six-note">{comparedWords(figures, days)}</p>
    </section>
  )
}
