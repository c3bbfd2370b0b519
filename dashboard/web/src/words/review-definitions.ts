/** What the figures of a review mean and how far they go, for a reader who does not know Sitbone. */
import type { ReviewAnswer } from '../../../../contract/review.ts'
import { type RedFlag, redFlags, redFlagWords } from '../../../../core/model/diary/red-flags.ts'

export interface Definition {
  readonly term: string
  readonly text: string
}

export const definitionsOf = ({ usualPain }: Pick<ReviewAnswer, 'usualPain'>): readonly Definition[] => [
  {
    term: 'Valid day',
    text: 'recorded for 4 h or more. Missing data is not rest, and a day that still runs does not count.',
  },
  {
    term: 'Usual bout',
    text: 'half of all sitting time is in bouts at least this long (W50). A bout ends with a break.',
  },
  {
    term: 'Mornings',
    text: `pain now, 0 to 10, against the usual morning${usualPain === null ? '' : ` (${usualPain})`}: green up to it, amber 1 above, red 2 or more above, or more than 5.`,
  },
  {
    term: 'Pressure',
    text: 'mean under each sit bone. Low-cost sensors err by up to 25 %: sides and surfaces compare better than the figures themselves.',
  },
  {
    term: 'How it is measured',
    text: 'force sensors in the cushion, read several times a second; per side the mean of the cells below the sit bone, in kPa after calibration with known weights. Pain is what the person entered.',
  },
  { term: 'kPa min', text: 'pressure times minutes of sitting, per side: how hard and how long together.' },
  {
    term: 'Over a limit',
    text: 'seated time beyond any limit that was in force: in one go, a day, load or pressure.',
  },
]

const isSign = (flag: RedFlag): boolean => flag !== 'accident'

export const clinicianWords = `Please see a clinician, and do not go by these figures, if you have: ${redFlags
  .filter(isSign)
  .map((flag) => redFlagWords[flag])
  .join(', ')}, or if it began with ${redFlagWords.accident}.`
