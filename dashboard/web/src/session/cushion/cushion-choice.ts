/** Which cushion the page shows: the one shown last, else the first that there is. It is joined again after each lost connection. */
import type { Signal } from '@preact/signals'
import type { CushionSummary } from '../../../../../contract/cushions.ts'
import type { Problem } from '../../../../../contract/problem.ts'
import type { SessionSignals } from '../signals.ts'
import type { JoinedConsole } from '../simulator-console.ts'
import type { CushionFeed } from './cushion-feed.ts'
import { answerWithinMs, type PageSocket } from './page-socket.ts'

export interface CushionChoiceParts {
  readonly socket: PageSocket
  readonly signals: SessionSignals
  /** The cushion that was shown last. */
  readonly chosen: Signal<string | null>
  readonly feed: CushionFeed
  readonly simulatorConsole: JoinedConsole
}

export interface CushionChoice {
  /** The page is connected, for the first time or again. */
  connected(): Promise<void>
  take(list: readonly CushionSummary[]): void
  select(cushion: string): void
  retry(): void
}

const late: Problem = {
  type: 'about:blank',
  title: 'No answer from Sitbone',
  status: 0,
  detail: 'The server did not send the state of this cushion in time. Your data is not affected.',
}

export function openCushionChoice(parts: CushionChoiceParts): CushionChoice {
  const { socket, signals, chosen, feed, simulatorConsole } = parts
  const { cushion, cushions, loading } = signals

  const join = async (id: string): Promise<void> => {
    try {
      const answer = await socket.timeout(answerWithinMs).emitWithAck('join', { cushion: id, paced: true })
      if (cushion.value !== id) return
      if ('problem' in answer) loading.value = { problem: answer.problem }
      else {
        feed.snapshot(answer)
        simulatorConsole.joined()
      }
    } catch {
      if (cushion.value === id && loading.value !== 'ready') loading.value = { problem: late }
    }
  }

  const select = (id: string): void => {
    const before = cushion.value
    chosen.value = id
    if (before === id) return
    if (before !== null) socket.emit('leave', { cushion: before })
    feed.forget()
    simulatorConsole.forget()
    cushion.value = id
    loading.value = 'loading'
    void join(id)
  }

  /** After a restart of the server the cushion may be known a moment later than this page is back. */
  const rejoin = (id: string, list: readonly CushionSummary[]): void => {
    if (typeof loading.value === 'string') return
    const other = list[0]
    if (list.some((entry) => entry.id === id)) void join(id)
    else if (other) select(other.id)
  }

  const take = (list: readonly CushionSummary[]): void => {
    cushions.value = list
    if (cushion.value !== null) {
      rejoin(cushion.value, list)
      return
    }
    const wanted = list.find((entry) => entry.id === chosen.value) ?? list[0]
    if (wanted) select(wanted.id)
    else loading.value = 'no-cushion'
  }

  const connected = async (): Promise<void> => {
    feed.expectSnapshot()
    if (cushion.value !== null) void join(cushion.value)
    try {
      const list = await socket.timeout(answerWithinMs).emitWithAck('cushions')
      if (!('problem' in list)) take(list)
    } catch {
      // The server repeats the list when it changes; until then the page says that it is waiting.
    }
  }

  return {
    connected,
    take,
    select,
    retry() {
      loading.value = 'loading'
      if (cushion.value !== null) void join(cushion.value)
      else void connected()
    },
  }
}
