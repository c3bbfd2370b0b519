/** The diary as the pages use it: what may be asked of the server, and which of its dialogs is open. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type {
  BaselineSetting,
  CheckInAnswer,
  NewCheckIn,
  Problem,
  RedFlag,
} from '../../../server/contract.ts'

export type DiaryDialog =
  | { readonly kind: 'check-in'; readonly edited: CheckInAnswer | null; readonly pain?: number }
  | { readonly kind: 'red-flags' }
  | { readonly kind: 'clear-red-flags' }
  | { readonly kind: 'baseline' }

export type Kept<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string }

export interface Diary {
  /** Rises with every change made here; whoever shows the diary asks again. */
  readonly version: Signal<number>
  readonly dialog: Signal<DiaryDialog | null>
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
  'Sitbone did not answer. Nothing was changed as far as this page knows. Check the connection and try again.'

async function messageOf(response: Response): Promise<string> {
  try {
    const { detail }: Partial<Problem> = await response.json()
    return detail ?? unreachable
  } catch {
    return unreachable
  }
}

export function openDiary(cushion: ReadonlySignal<string | null>): Diary {
  const version = signal(0)
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
