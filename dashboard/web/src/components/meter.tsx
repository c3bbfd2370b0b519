/** A bar from nothing to a limit. The text beside it says the same; colour is never the only sign. */
import type { Tone } from '../pages/now/headline.ts'

interface MeterProps {
  readonly label: string
  readonly fraction: number | null
  readonly colour: 'left' | 'right' | 'plain' | Tone
  /** Off the seat, a limit that is reached is a state and not an alert. */
  readonly calm?: boolean
}

export function Meter({ label, fraction, colour, calm = false }: MeterProps) {
  const percent = fraction === null ? 0 : Math.round(Math.min(1, Math.max(0, fraction)) * 200) / 2
  const over = !calm && fraction !== null && fraction >= 1
  return (
    // biome-ignore lint/a11y/useSemanticElements: the browsers' own <meter> cannot be given these colours
    <div
      class={`meter meter-${colour}${over ? ' meter-over' : ''}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={fraction === null ? 'not known' : `${Math.round(fraction * 100)} %`}
    >
      {/* Moved instead of resized: a live figure then costs no layout. */}
      <span style={{ transform: `translateX(${percent - 100}%)` }} />
    </div>
  )
}
