/** Opens the diary of check-ins, and writes the simulated sitter's past into it. */
import { join } from 'node:path'
import type { CheckIn } from '../../core/progress/check-ins.ts'
import { addDays, isWeekend } from '../../core/time/calendar.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { createDiaries, type Diaries, type DiaryBook } from '../../dashboard/server/diary/diaries.ts'
import { DiaryUnavailable } from '../../dashboard/server/diary/diary-file.ts'
import type { Log } from '../../platform/log.ts'
import { Random } from '../../simulator/random.ts'
import { diaryName } from '../../tools/backup/own-files.ts'

/** `folder` holds the data of this run; simulated cushions next to real ones get a separate folder. */
export function makeDiaries(dataRoot: string, folder: string, log: Log): Diaries {
  const simulated = folder === dataRoot ? join(dataRoot, 'simulated') : folder
  return createDiaries({
    realFile: join(dataRoot, diaryName),
    simulatedFile: join(simulated, diaryName),
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
 * second. Today's is left to the viewer. The same seed and days give the same answers.
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
        side: null,
        place: null,
        note: null,
        source: 'simulated',
      },
    ]
  })
}

/** Only for a diary without this cushion. A diary that cannot be written stays empty and reports that itself. */
export function fillDiary(diary: DiaryBook, cushion: string, checkIns: readonly CheckIn[]): void {
  try {
    if (diary.checkIns(cushion, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }).length > 0) return
    for (const checkIn of checkIns) diary.putCheckIn(cushion, checkIn)
  } catch (error) {
    if (!(error instanceof DiaryUnavailable)) throw error
  }
}
