/** The main figure: big numbers, small units, read out as one phrase. */
import type { FigurePart } from '../words/durations.ts'

interface BigFigureProps {
  readonly figure: readonly FigurePart[] | string
  readonly muted: boolean
}

export function BigFigure({ figure, muted }: BigFigureProps) {
  if (typeof figure === 'string') return <p class={`big-words${muted ? ' muted' : ''}`}>{figure}</p>
  return (
    <p class={`big-figure${muted ? ' muted' : ''}${figure.length > 1 ? ' two' : ''}`}>
      {figure.map((part) => (
        <span key={part.unit}>
          <b>{part.value}</b>
          <i> {part.unit} </i>
        </span>
      ))}
    </p>
  )
}
