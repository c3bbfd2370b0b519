/** All assumptions about a recording, each in a sentence with the reason and how to override it. */
import type { RecordingReader } from '../recording-reader.ts'
import type { Understanding } from '../understanding.ts'
import { assumedCounts } from './assumed-counts.ts'
import { assumedTimes, breaks } from './assumed-times.ts'
import type { Assumption } from './assumption.ts'
import type { Survey } from './survey.ts'

/** Above this share, unused rows are reported first. */
const sayRowsFrom = 0.01

export function assumptionsOf(survey: Survey, found: Understanding, reader: RecordingReader): Assumption[] {
  return [
    ...rowsLeftOut(survey),
    ...breaks(reader, found),
    ...assumedCounts(survey, found),
    ...assumedTimes(survey, found, reader),
  ]
}

function rowsLeftOut({ refused, frames }: Survey): Assumption[] {
  const [most] = [...refused]
    .filter(([reason]) => reason !== 'out-of-order')
    .toSorted((a, b) => b[1].count - a[1].count)
  const count = [...refused.values()].reduce((sum, each) => sum + each.count, 0)
  if (most === undefined || most[1].count <= (frames + count) * sayRowsFrom) return []
  return [
    {
      kind: 'rows',
      text: `${count} of ${frames + count} lines were not used, mostly because of "${most[0]}", first in line ${most[1].line}`,
    },
  ]
}
