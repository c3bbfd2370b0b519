/** The current diary and suggestions, fetched again when diary, limits or day change. */
import { useComputed } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { CheckInsAnswer, LoadSpikeAnswer, ProgressAnswer } from '../../../../contract/diary/diary.ts'
import type { PrescriptionsAnswer } from '../../../../contract/diary/prescriptions.ts'
import type { EntriesAnswer } from '../../../../contract/diary/setup.ts'
import type { ReviewAnswer } from '../../../../contract/review.ts'
import { useApp } from './app-context.ts'
import type { Span } from './day/day-shape.ts'
import { rangeUrl, useAnswer } from './history.ts'

/** Each change of day, limits or diary makes a new version. */
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
  cushion === null ? null : `api/v1/cushions/${encodeURIComponent(cushion)}/${what}`

export function useProgress() {
  const { diary } = useApp()
  return {
    answer: diary.progress.value,
    retry: () => {
      diary.version.value += 1
    },
  }
}

/** Null until known, or when the server keeps no diary; optional parts of a page are then hidden. */
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

/** Null: no span to ask for. */
export function useReview(span: { readonly from: string; readonly to: string } | null) {
  const { session } = useApp()
  const cushion = session.cushion.value
  return useAnswer<ReviewAnswer>({
    url: span === null ? null : urlOf(cushion, `review?from=${span.from}&to=${span.to}`),
    version: useDiaryVersion(),
  })
}

export function usePrescriptions() {
  const { session } = useApp()
  return useAnswer<PrescriptionsAnswer>({
    url: urlOf(session.cushion.value, 'prescriptions'),
    version: useDiaryVersion(),
  })
}

export function useEntries(range: Span) {
  const { session } = useApp()
  const cushion = session.cushion.value
  return useAnswer<EntriesAnswer>({
    url: cushion === null ? null : rangeUrl(cushion, 'entries', range),
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
