/** Opens the diary of check-ins, and writes the simulated sitter's past into it. */
import { join } from 'node:path'
import type { CheckIn } from '../../core/progress/check-ins.ts'
import { addDays, isWeekend } from '../../core/time/calendar.ts'
import { ZoneDays } from '../../core/time/zone-days.ts'
import { DiaryUnavailable } from '../../dashboard/server/diary/database/diary-base.ts'
import { createDiaries, type Diaries, type DiaryBook } from '../../dashboard/server/diary/diaries.ts'
import type { Log } from '../../platform/log.ts'
import type { Settings } from '../../settings/settings.ts'
import { Random } from '../../simulator/random.ts'
import { diaryName } from '../../tools/backup/own-files.ts'
import { accountsFiles } from './accounts-files.ts'

/**
 * `folder` holds the data of this run; simulated cushions next to real ones get a separate folder. Where the accounts are kept for
 * several servers, the diary of real cushions is kept there too.
 */
export function makeDiaries(values: Settings, folder: string, log: Log): Diaries {
  const { data } = values
  const simulated = folder === data ? join(data, 'simulated') : folder
  const { address } = accountsFiles(values)
  return createDiaries({
    realFile: join(data, diaryName),
    simulatedFile: join(simulated, diaryName),
    postgres: address.kind === 'postgres' ? address : null,
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
export async function fillDiary(
  diary: DiaryBook,
  cushion: string,
  checkIns: readonly CheckIn[],
): Promise<void> {
  try {
    await diary.transaction(async (pages) => {
      const there = await pages.checkIns(cushion, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER })
      if (there.length > 0) return
      for (const checkIn of checkIns) await pages.putCheckIn(cushion, checkIn)
    })
  } catch (error) {
    if (!(error instanceof DiaryUnavailable)) throw error
  }
}
