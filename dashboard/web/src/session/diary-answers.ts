/** What the diary and the suggestions say now; asked again when the diary, the limits or the day change. */
import { useComputed } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { CheckInsAnswer, LoadSpikeAnswer, ProgressAnswer } from '../../../../contract/diary.ts'
import { useApp } from './app-context.ts'
import type { Span } from './day-shape.ts'
import { rangeUrl, useAnswer } from './history.ts'

/** Days and limits change rarely; each change of either, and of the diary, is a new version. */
function useDiaryVersion(): number {
  const { session, diary } = useApp()
  const today = useComputed(() => session.day.value.dayOf(session.nowMs.value)).value
  const tolerance = session.tolerance.value
  const version = diary.version.value
  const [changes, setChanges] = useState(0)
  const first = useRef(true)
  useEffect(() => {
    if (first.current) first.current = false
    else setChanges((count) => count + 1)
  }, [today, tolerance])
  return version + changes
}

const urlOf = (cushion: string | null, what: string): string | null =>
  cushion === null ? null : `/api/v1/cushions/${encodeURIComponent(cushion)}/${what}`

export function useProgress() {
  const { diary } = useApp()
  return {
    answer: diary.progress.value,
    retry: () => {
      diary.version.value += 1
    },
  }
}

/** Null until it is known, or while the server keeps no diary: parts that only add to a page leave themselves out. */
export function useKnownProgress(): ProgressAnswer | null {
  const { answer } = useProgress()
  return answer.status === 'ready' ? answer.value : null
}

export function useLoadSpike() {
  const { session } = useApp()
  return useAnswer<LoadSpikeAnswer>({
    url: urlOf(session.cushion.value, 'load-spike'),
    version: useDiaryVersion(),
  })
}

export function useCheckIns(range: Span) {
  const { session } = useApp()
  const cushion = session.cushion.value
  return useAnswer<CheckInsAnswer>({
    url: cushion === null ? null : rangeUrl(cushion, 'checkins', range),
    version: useDiaryVersion(),
  })
}
