/** A bar from nothing to a limit. The words beside it say the same; the colour only repeats them. */
import type { Tone } from '../pages/now/now-summary.ts'

interface MeterProps {
  readonly label: string
  readonly fraction: number | null
  readonly colour: 'left' | 'right' | 'plain' | Tone
}

export function Meter({ label, fraction, colour }: MeterProps) {
  const percent = fraction === null ? 0 : Math.round(Math.min(1, Math.max(0, fraction)) * 200) / 2
  const over = fraction !== null && fraction >= 1
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
      <span style={{ width: `${percent}%` }} />
    </div>
  )
}
