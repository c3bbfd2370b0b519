/** The diary as the pages use it: what may be asked of the server, and which of its dialogs is open. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type {
  BaselineSetting,
  CheckInAnswer,
  NewCheckIn,
  ProgressAnswer,
} from '../../../../contract/diary.ts'
import type { Problem } from '../../../../contract/problem.ts'
import type { RedFlag } from '../../../../core/model/red-flags.ts'

import { type Loaded, readJson } from './history.ts'
import type { Session } from './session-contract.ts'

type DiaryDialog =
  | { readonly kind: 'check-in'; readonly edited: CheckInAnswer | null; readonly pain?: number }
  | { readonly kind: 'red-flags' }
  | { readonly kind: 'clear-red-flags' }
  | { readonly kind: 'baseline' }

type Kept<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

export interface Diary {
  /** Rises with every change made here; whoever shows the diary asks again. */
  readonly version: Signal<number>
  readonly dialog: Signal<DiaryDialog | null>
  /** What is suggested now; asked again when diary, limits or day change, and now and then. */
  readonly progress: ReadonlySignal<Loaded<ProgressAnswer>>
  start(): void
  putCheckIn(checkIn: NewCheckIn): Promise<Kept<CheckInAnswer>>
  deleteCheckIn(id: string): Promise<Kept<null>>
  decide(proposalId: string, decision: 'accept' | 'decline'): Promise<Kept<null>>
  setBaseline(baseline: BaselineSetting): Promise<Kept<null>>
  answerRedFlags(flags: readonly RedFlag[]): Promise<Kept<null>>
  clearRedFlags(): Promise<Kept<null>>
}

interface Change {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

const unreachable =
  'Sitbone did not answer. As far as this page knows, nothing was changed. Check the connection and try again.'

async function messageOf(response: Response): Promise<string> {
  try {
    const { detail }: Partial<Problem> = await response.json()
    return detail ?? unreachable
  } catch {
    return unreachable
  }
}

/** Days become complete, and the past may still be written, without anything that tells the page. */
const askedAgainMs = 30_000

export function openDiary({ cushion, tolerance, day, nowMs }: Session): Diary {
  const version = signal(0)
  const progress = signal<Loaded<ProgressAnswer>>({ status: 'loading' })
  const today = computed(() => day.value.dayOf(nowMs.value))
  let shownFor: string | null = null

  /** A refresh that fails keeps the last good answer. */
  const follow = (): (() => void) => {
    const id = cushion.value
    void [version.value, tolerance.value, today.value]
    if (id !== shownFor) progress.value = { status: 'loading' }
    shownFor = id
    const abort = new AbortController()
    if (id !== null)
      readJson<ProgressAnswer>(`/api/v1/cushions/${encodeURIComponent(id)}/progress`, abort.signal)
        .then((loaded) => {
          if (abort.signal.aborted) return
          if (loaded.status === 'ready' || progress.peek().status !== 'ready') progress.value = loaded
        })
        .catch(() => undefined)
    return () => abort.abort()
  }
  async function send<T>(
    { method, path, body }: Change,
    read: (response: Response) => Promise<T>,
  ): Promise<Kept<T>> {
    const id = cushion.value
    if (id === null) return { ok: false, message: unreachable }
    try {
      const response = await fetch(`/api/v1/cushions/${encodeURIComponent(id)}/${path}`, {
        method,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      // A refusal may mean that what is shown is out of date.
      version.value += 1
      if (!response.ok) return { ok: false, message: await messageOf(response) }
      return { ok: true, value: await read(response) }
    } catch {
      return { ok: false, message: unreachable }
    }
  }
  const done = async () => null
  return {
    version,
    dialog: signal<DiaryDialog | null>(null),
    progress,
    start() {
      effect(follow)
      setInterval(() => {
        if (document.visibilityState === 'visible') version.value += 1
      }, askedAgainMs)
    },
    putCheckIn: (body) =>
      send({ method: 'POST', path: 'checkins', body }, (response): Promise<CheckInAnswer> => response.json()),
    deleteCheckIn: (id) => send({ method: 'DELETE', path: `checkins/${encodeURIComponent(id)}` }, done),
    decide: (proposalId, decision) =>
      send({ method: 'POST', path: 'progress', body: { proposalId, decision } }, done),
    setBaseline: (body) => send({ method: 'PUT', path: 'progress/baseline', body }, done),
    answerRedFlags: (flags) => send({ method: 'POST', path: 'red-flags', body: { flags } }, done),
    clearRedFlags: () => send({ method: 'DELETE', path: 'red-flags' }, done),
  }
}

/** What brings a check-in back, or puts it as it was. */
export const asNew = ({ id, at, when, pain, note }: CheckInAnswer): NewCheckIn => ({
  id,
  at,
  when,
  pain,
  note,
})
