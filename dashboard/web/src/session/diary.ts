/** The diary for the pages: requests to the server, and the open dialog. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { UnreadCommentsAnswer } from '../../../../contract/diary/comments.ts'
import type {
  BaselineSetting,
  CheckInAnswer,
  NewCheckIn,
  ProgressAnswer,
} from '../../../../contract/diary/diary.ts'
import type { PrescriptionBody } from '../../../../contract/diary/prescriptions.ts'
import type { EntryAnswer, NewEntry, SetupAnswer, SetupBody } from '../../../../contract/diary/setup.ts'
import type { RedFlag } from '../../../../core/model/diary/red-flags.ts'
import type { Account } from './account.ts'
import { type Change, type Kept, nothingMore, outcomeOf } from './changes.ts'
import { type Loaded, readJson } from './history.ts'
import type { Session } from './session-contract.ts'

export type DiaryDialog =
  /** `begun`: saved already, for what can be added. */
  | { readonly kind: 'check-in'; readonly edited: CheckInAnswer | null; readonly begun?: CheckInAnswer }
  | { readonly kind: 'entry'; readonly edited: EntryAnswer }
  | { readonly kind: 'red-flags' }
  | { readonly kind: 'clear-red-flags' }
  | { readonly kind: 'baseline' }

export interface Diary {
  /** Rises with every change made here, so that views of the diary fetch again. */
  readonly version: Signal<number>
  readonly dialog: Signal<DiaryDialog | null>
  /** The current suggestion, fetched again when diary, limits or day change, and periodically. */
  readonly progress: ReadonlySignal<Loaded<ProgressAnswer>>
  /** How far the first setup of this cushion has come. */
  readonly setup: ReadonlySignal<Loaded<SetupAnswer>>
  /** Comments of others that the person signed in has not read; the latest first. */
  readonly unread: ReadonlySignal<UnreadCommentsAnswer['comments']>
  start(): void
  putCheckIn(checkIn: NewCheckIn): Promise<Kept<CheckInAnswer>>
  deleteCheckIn(id: string): Promise<Kept<null>>
  decide(proposalId: string, decision: 'accept' | 'decline'): Promise<Kept<null>>
  undoStep(proposalId: string): Promise<Kept<null>>
  /** Limits of a sitter who shares prescribing. */
  prescribe(body: PrescriptionBody): Promise<Kept<null>>
  putEntry(entry: NewEntry): Promise<Kept<EntryAnswer>>
  deleteEntry(id: string): Promise<Kept<null>>
  putSetup(answers: SetupBody): Promise<Kept<null>>
  setBaseline(baseline: BaselineSetting): Promise<Kept<null>>
  answerRedFlags(flags: readonly RedFlag[]): Promise<Kept<null>>
  clearRedFlags(): Promise<Kept<null>>
}

const noCushion =
  'No cushion is shown at the moment, so nothing was changed. Wait until one is shown, then try again.'

/** Days complete and past data may still arrive without any message to the page. */
const askedAgainMs = 30_000

export function openDiary(
  { cushion, loading, tolerance, day, nowMs }: Session,
  { send: request, person, may }: Account,
): Diary {
  const version = signal(0)
  const progress = signal<Loaded<ProgressAnswer>>({ status: 'loading' })
  const setup = signal<Loaded<SetupAnswer>>({ status: 'loading' })
  const unread = signal<UnreadCommentsAnswer['comments']>([])
  const today = computed(() => day.value.dayOf(nowMs.value))
  let shownFor: string | null = null

  /** A refresh that fails keeps the last good answer. */
  const follow = (): (() => void) => {
    // Until the snapshot is there, limits and day are about to change, and each change would fetch again.
    const id = loading.value === 'loading' ? null : cushion.value
    void [version.value, tolerance.value, today.value]
    if (id !== shownFor) progress.value = { status: 'loading' }
    shownFor = id
    const abort = new AbortController()
    if (id !== null)
      readJson<ProgressAnswer>(`api/v1/cushions/${encodeURIComponent(id)}/progress`, abort.signal)
        .then((loaded) => {
          if (abort.signal.aborted) return
          if (loaded.status === 'ready' || progress.peek().status !== 'ready') progress.value = loaded
        })
        .catch(() => undefined)
    return () => abort.abort()
  }
  const followSetup = (): (() => void) => {
    const id = cushion.value
    void version.value
    const abort = new AbortController()
    if (id !== null)
      readJson<SetupAnswer>(`api/v1/cushions/${encodeURIComponent(id)}/setup`, abort.signal)
        .then((loaded) => {
          if (!abort.signal.aborted) setup.value = loaded
        })
        .catch(() => undefined)
    return () => abort.abort()
  }
  const followUnread = (): (() => void) => {
    const id = cushion.value
    void version.value
    const abort = new AbortController()
    if (id === null || person.value === null || !may(id, 'notes')) unread.value = []
    else
      readJson<UnreadCommentsAnswer>(
        `api/v1/cushions/${encodeURIComponent(id)}/comments/unread`,
        abort.signal,
      )
        .then((loaded) => {
          if (!abort.signal.aborted) unread.value = loaded.status === 'ready' ? loaded.value.comments : []
        })
        .catch(() => undefined)
    return () => abort.abort()
  }
  async function send<T>(change: Change, read: (response: Response) => Promise<T>): Promise<Kept<T>> {
    const id = cushion.value
    if (id === null) return { ok: false, message: noCushion }
    const outcome = await outcomeOf(
      request({ ...change, path: `cushions/${encodeURIComponent(id)}/${change.path}` }),
      read,
    )
    // A refusal may mean that the display is out of date.
    version.value += 1
    return outcome
  }
  return {
    version,
    dialog: signal<DiaryDialog | null>(null),
    progress,
    setup,
    unread,
    start() {
      effect(follow)
      effect(followSetup)
      effect(followUnread)
      setInterval(() => {
        if (document.visibilityState === 'visible') version.value += 1
      }, askedAgainMs)
    },
    putCheckIn: (body) =>
      send({ method: 'POST', path: 'checkins', body }, (response): Promise<CheckInAnswer> => response.json()),
    deleteCheckIn: (id) =>
      send({ method: 'DELETE', path: `checkins/${encodeURIComponent(id)}` }, nothingMore),
    decide: (proposalId, decision) =>
      send({ method: 'POST', path: 'progress', body: { proposalId, decision } }, nothingMore),
    undoStep: (proposalId) =>
      send({ method: 'POST', path: 'progress/undo', body: { proposalId } }, nothingMore),
    prescribe: (body) => send({ method: 'POST', path: 'prescriptions', body }, nothingMore),
    putEntry: (body) =>
      send({ method: 'POST', path: 'entries', body }, (response): Promise<EntryAnswer> => response.json()),
    deleteEntry: (id) => send({ method: 'DELETE', path: `entries/${encodeURIComponent(id)}` }, nothingMore),
    putSetup: (body) => send({ method: 'PUT', path: 'setup', body }, nothingMore),
    setBaseline: (body) => send({ method: 'PUT', path: 'progress/baseline', body }, nothingMore),
    answerRedFlags: (flags) => send({ method: 'POST', path: 'red-flags', body: { flags } }, nothingMore),
    clearRedFlags: () => send({ method: 'DELETE', path: 'red-flags' }, nothingMore),
  }
}

/** Restores a check-in, or its earlier content. */
export const asNew = ({ id, at, when, pain, side, place, note, answers }: CheckInAnswer): NewCheckIn => ({
  id,
  at,
  when,
  pain,
  side,
  place,
  note,
  answers,
})
