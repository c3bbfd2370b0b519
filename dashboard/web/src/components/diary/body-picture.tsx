/** Where it hurts: a picture of the back of hips and thighs with places to tap. The same place on both sides is "both". */
import type { PainPlace, PainSide } from '../../../../../core/model/diary/check-ins.ts'
import { placeWords } from '../../words/diary-words.ts'

export interface Where {
  readonly side: PainSide | null
  readonly place: PainPlace | null
}
export const nowhere: Where = { side: null, place: null }

const sides = ['left', 'right'] as const
/** From the top down. */
const places = ['buttock', 'sit-bone', 'back-of-thigh'] as const

/** A second tap takes the side away again. */
export function tapped({ side, place }: Where, on: (typeof sides)[number], at: PainPlace): Where {
  if (place !== at || side === null) return { side: on, place: at }
  if (side === on) return nowhere
  if (side === 'both') return { side: on === 'left' ? 'right' : 'left', place: at }
  return { side: 'both', place: at }
}

export function BodyPicture({
  value,
  onChange,
}: {
  readonly value: Where
  readonly onChange: (where: Where) => void
}) {
  return (
    <fieldset class="body-picture">
      <legend class="small">Where? (optional, seen from behind)</legend>
      <div class="body-places">
        <svg viewBox="0 0 200 180" aria-hidden="true">
          <path d="M48 4 C30 50 22 80 30 104 L46 176 H92 L100 112 L108 176 H154 L170 104 C178 80 170 50 152 4 Z" />
          <path class="crease" d="M38 100 Q68 118 98 102 M102 102 Q132 118 162 100 M100 20 V104" />
        </svg>
        {places.flatMap((place) =>
          sides.map((side) => (
            <button
              key={`${side} ${place}`}
              type="button"
              class={`body-place ${side}`}
              aria-label={`${side === 'left' ? 'Left' : 'Right'} ${placeWords[place]}`}
              aria-pressed={value.place === place && (value.side === side || value.side === 'both')}
              onClick={() => onChange(tapped(value, side, place))}
            >
              {placeWords[place]}
            </button>
          )),
        )}
      </div>
    </fieldset>
  )
}
