/** From 0 to 10 as eleven targets for a thumb; one tap answers. */
import { mostPain } from '../../../../../core/model/diary/check-ins.ts'

interface PainScaleProps {
  readonly label: string
  readonly value: number | null
  readonly disabled?: boolean
  /** Of the scale, in words; pain where nothing else is said. */
  readonly ends?: readonly [string, string]
  readonly onPick: (pain: number) => void
}

const painEnds = ['none', 'worst imaginable'] as const

const steps = Array.from({ length: mostPain + 1 }, (_, pain) => pain)

export function PainScale({ label, value, disabled = false, ends = painEnds, onPick }: PainScaleProps) {
  return (
    <fieldset class="pain-scale" aria-label={label} disabled={disabled}>
      <div class="pain-steps">
        {steps.map((pain) => (
          <button
            key={pain}
            type="button"
            aria-pressed={pain === value}
            aria-label={`${pain} of 10`}
            onClick={() => onPick(pain)}
          >
            {pain}
          </button>
        ))}
      </div>
      <div class="pain-ends small" aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </fieldset>
  )
}
