/** The columns of a minute summary beside its time, in the order of tables and exports. */
import type { MinuteSummary } from '../core/model/schemas/minutes.ts'

type MinuteColumn = Exclude<keyof MinuteSummary, 'atMs'>

/** A record and not a list, so that the compiler names a column of the contract that is missing here. */
const order: Record<MinuteColumn, 'whole' | 'analog'> = {
  seatedS: 'analog',
  unknownS: 'analog',
  leftMeanKpa: 'analog',
  leftMaxKpa: 'analog',
  rightMeanKpa: 'analog',
  rightMaxKpa: 'analog',
  leftPtiKpaMin: 'analog',
  rightPtiKpaMin: 'analog',
  emptyS: 'analog',
  leftLoadKpaMin: 'analog',
  rightLoadKpaMin: 'analog',
  leftMeanRelative: 'analog',
  rightMeanRelative: 'analog',
  weightShifts: 'whole',
  pressureReliefs: 'whole',
  movements: 'whole',
  frames: 'whole',
}

const isColumn = (name: string): name is MinuteColumn => name in order
export const minuteColumns: readonly MinuteColumn[] = Object.keys(order).filter(isColumn)
export const isWhole = (column: MinuteColumn): boolean => order[column] === 'whole'

/** A summary from the values of one stored row. Counted columns that an older row lacks read as 0. */
export function minuteFrom(atMs: number, value: (column: MinuteColumn) => number | null): MinuteSummary {
  const number = (column: MinuteColumn) => value(column) ?? 0
  return {
    atMs,
    seatedS: number('seatedS'),
    unknownS: number('unknownS'),
    emptyS: number('emptyS'),
    leftMeanKpa: value('leftMeanKpa'),
    leftMaxKpa: value('leftMaxKpa'),
    rightMeanKpa: value('rightMeanKpa'),
    rightMaxKpa: value('rightMaxKpa'),
    leftPtiKpaMin: value('leftPtiKpaMin'),
    rightPtiKpaMin: value('rightPtiKpaMin'),
    leftLoadKpaMin: value('leftLoadKpaMin'),
    rightLoadKpaMin: value('rightLoadKpaMin'),
    leftMeanRelative: value('leftMeanRelative'),
    rightMeanRelative: value('rightMeanRelative'),
    weightShifts: number('weightShifts'),
    pressureReliefs: number('pressureReliefs'),
    movements: number('movements'),
    frames: number('frames'),
  }
}
