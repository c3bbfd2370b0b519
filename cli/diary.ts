/** Where the diary of check-ins lies, and what the simulated sitter said in it before today. */
import { join } from 'node:path'
import type { CheckIn } from '../core/progress/check-ins.ts'
import { addDays, isWeekend } from '../core/time/calendar.ts'
import { ZoneDays } from '../core/time/zone-days.ts'
import { createDiaries, type Diaries } from '../dashboard/server/diary/diaries.ts'
import type { Diary } from '../dashboard/server/diary/diary.ts'
import { DiaryUnavailable } from '../dashboard/server/diary/diary-file.ts'
import type { Log } from '../platform/log.ts'
import { Random } from '../simulator/random.ts'

const fileName = 'diary.db'

/** `folder` is where the data of this run lies; simulated cushions beside real ones get a folder of their own. */
export function makeDiaries(dataRoot: string, folder: string, log: Log): Diaries {
  const simulated = folder === dataRoot ? join(dataRoot, 'simulated') : folder
  return createDiaries({
    realFile: join(dataRoot, fileName),
    simulatedFile: join(simulated, fileName),
    log,
  })
}

export interface SimulatedDiary {
  readonly seed: number
  readonly zone: string
  readonly dayStartHour: number
  readonly nowMs: number
  readonly days: number
}

/**
 * One morning check-in on each workday before today: pain about 2, some mornings 3 in the first week, 1 or 2 in the
 * second. Today's is left to whoever looks. The same seed and days give the same answers.
 */
export function simulatedCheckIns({ seed, zone, dayStartHour, nowMs, days }: SimulatedDiary): CheckIn[] {
  const zoneDays = new ZoneDays({ zone, startHour: dayStartHour })
  const today = zoneDays.at(nowMs).day
  return Array.from({ length: days }, (_, at) => at - days).flatMap((back): CheckIn[] => {
    const day = addDays(today, back)
    if (isWeekend(day)) return []
    const random = new Random(seed, `check-in:${day}`)
    const minutesIn = random.between(3 * 60, 4 * 60)
    return [
      {
        id: `simulated-${day}`,
        atMs: Math.round(zoneDays.on(day).startMs + minutesIn * 60_000),
        day,
        when: 'morning',
        pain:
          back < -7
            ? random.pick([[2, 3] as const, [3, 1] as const])
            : random.pick([[2, 2] as const, [1, 1] as const]),
        note: null,
        source: 'simulated',
      },
    ]
  })
}

/** Into a diary that knows nothing of this cushion yet. One that cannot be written stays empty, and says so itself. */
export function fillDiary(diary: Diary, cushion: string, checkIns: readonly CheckIn[]): void {
  try {
    if (diary.checkIns(cushion, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }).length > 0) return
    for (const checkIn of checkIns) diary.putCheckIn(cushion, checkIn)
  } catch (error) {
    if (!(error instanceof DiaryUnavailable)) throw error
  }
}
