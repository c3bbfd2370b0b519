/** The player of one day of the cushion that is shown, and its place in the page's address. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { ReplayAnswer } from '../../../../../contract/replay.ts'
import { replayWindow, slowestRateHz } from '../../../../../core/model/replay.ts'
import { staleAfterMs } from '../../../../../core/model/staleness.ts'
import { useApp } from '../../session/app-context.ts'
import type { Span } from '../../session/day/day-shape.ts'
import { readJson } from '../../session/history.ts'
import { momentSearch } from '../../session/replay-address.ts'
import { ReplayPlayer } from './replay-player.ts'

/** Browsers refuse to change the address too often. */
const noteAfterMs = 400

export function usePlayer({ atMs, span }: { readonly atMs: number; readonly span: Span }): ReplayPlayer {
  const { session, router } = useApp()
  const cushion = session.cushion.value
  const current = useRef(span)
  current.current = span
  const player = useMemo(
    () =>
      new ReplayPlayer({
        atMs,
        span: () => current.current,
        heldMs: () => staleAfterMs(session.info.peek()?.board?.rateHz ?? slowestRateHz),
        nowMs: () => session.nowMs.peek(),
        nextFrame: (call) => void requestAnimationFrame(call),
        read: (place, signal) => {
          const at = new Date(replayWindow(place.atMs, place.speed).fromMs).toISOString()
          const path = `api/v1/cushions/${encodeURIComponent(cushion ?? '')}/replay`
          return readJson<ReplayAnswer>(`${path}?at=${at}&speed=${place.speed}`, signal)
        },
      }),
    [cushion],
  )
  useEffect(() => {
    player.start()
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = player.atMs.subscribe((now) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        const search = momentSearch(now)
        if (!player.playing.peek() && search !== router.search.peek()) router.note(search)
      }, noteAfterMs)
    })
    const pause = player.playing.subscribe((playing) => {
      if (!playing) player.seek(player.atMs.peek())
    })
    return () => {
      clearTimeout(timer)
      stop()
      pause()
      player.close()
    }
  }, [player])
  return player
}
