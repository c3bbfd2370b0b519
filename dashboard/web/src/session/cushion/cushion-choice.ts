/**
 * Which cushion the page shows: the one that a person chose, else the one heard last. It is joined again after each lost
 * connection.
 */
import { batch, type ReadonlySignal, type Signal } from '@preact/signals'
import type { CushionSummary } from '../../../../../contract/cushions.ts'
import type { Problem } from '../../../../../contract/problem.ts'
import type { SessionSignals } from '../signals.ts'
import type { JoinedConsole } from '../simulator-console.ts'
import type { CushionFeed } from './cushion-feed.ts'
import { answerWithinMs, type PageSocket } from './page-socket.ts'

export interface CushionChoiceParts {
  readonly socket: PageSocket
  readonly signals: SessionSignals
  /** The cushion that a person chose last. */
  readonly chosen: Signal<string | null>
  readonly hidden: ReadonlySignal<readonly string[]>
  readonly feed: CushionFeed
  readonly simulatorConsole: JoinedConsole
}

export interface CushionChoice {
  /** Called on each connection, first or later. */
  connected(): Promise<void>
  take(list: readonly CushionSummary[]): void
  select(cushion: string): void
  /** This one was hidden or forgotten: another is shown, if there is one. */
  left(cushion: string): void
  retry(): void
  /** Nothing of what was shown stays in this page. */
  forget(): void
  /** The same, and nothing else is shown until a person chooses it: another's figures must not pass for these. */
  takenBack(): void
}

const late: Problem = {
  type: 'about:blank',
  title: 'No answer from Sitbone',
  status: 0,
  detail: 'The server did not send the state of this cushion in time. Your data is not affected.',
}

/** Without a choice, the cushion that is online or was heard last; hidden ones only when there is no other. */
export function openingCushion(
  list: readonly CushionSummary[],
  { chosen, hidden }: { readonly chosen: string | null; readonly hidden: readonly string[] },
): string | null {
  if (list.some(({ id }) => id === chosen)) return chosen
  const rank = ({ id, availability, lastAt }: CushionSummary): readonly number[] => [
    hidden.includes(id) ? 0 : 1,
    availability === 'online' ? 1 : 0,
    lastAt === null ? 0 : Date.parse(lastAt),
  ]
  const better = (a: readonly number[], b: readonly number[]): boolean => {
    const at = a.findIndex((part, i) => part !== b[i])
    return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0)
  }
  let best: CushionSummary | null = null
  for (const entry of list) if (best === null || better(rank(entry), rank(best))) best = entry
  return best?.id ?? null
}

export function openCushionChoice(parts: CushionChoiceParts): CushionChoice {
  const { socket, signals, chosen, hidden, feed, simulatorConsole } = parts
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

  const opening = (list: readonly CushionSummary[]): string | null =>
    openingCushion(list, { chosen: chosen.value, hidden: hidden.value })

  const show = (id: string): void => {
    const before = cushion.value
    if (before === id) return
    if (before !== null) socket.emit('leave', { cushion: before })
    feed.forget()
    simulatorConsole.forget()
    cushion.value = id
    loading.value = 'loading'
    void join(id)
  }

  /** After a server restart this page may reconnect before the cushion is known. */
  const rejoin = (id: string, list: readonly CushionSummary[]): void => {
    if (typeof loading.value === 'string') return
    const other = opening(list)
    if (list.some((entry) => entry.id === id)) void join(id)
    else if (other !== null) show(other)
  }

  const take = (list: readonly CushionSummary[]): void => {
    cushions.value = list
    if (loading.value === 'taken-back') return
    if (cushion.value !== null) {
      rejoin(cushion.value, list)
      return
    }
    const wanted = opening(list)
    if (wanted !== null) show(wanted)
    else loading.value = 'no-cushion'
  }

  const forget = (): void => {
    feed.forget()
    simulatorConsole.forget()
    batch(() => {
      cushion.value = null
      cushions.value = null
      signals.health.value = null
      loading.value = 'loading'
    })
  }

  const connected = async (): Promise<void> => {
    feed.expectSnapshot()
    if (cushion.value !== null) void join(cushion.value)
    try {
      const list = await socket.timeout(answerWithinMs).emitWithAck('cushions')
      if (!('problem' in list)) take(list)
    } catch {
      // The server sends the list again when it changes; until then the page shows that it is waiting.
    }
  }

  return {
    connected,
    take,
    select(id) {
      chosen.value = id
      show(id)
    },
    left(id) {
      if (chosen.value === id) chosen.value = null
      const other = opening((cushions.value ?? []).filter((entry) => entry.id !== id))
      if (cushion.value === id && other !== null) show(other)
    },
    forget,
    takenBack() {
      forget()
      loading.value = 'taken-back'
      void connected()
    },
    retry() {
      loading.value = 'loading'
      if (cushion.value !== null) void join(cushion.value)
      else void connected()
    },
  }
}
