/** A part of a page that shows one answer of the server, and says so while it has none. */
import type { ComponentChildren } from 'preact'
import { useAnswer } from '../session/history.ts'
import { ProblemNote } from './state-card.tsx'

interface AnsweredProps<T> {
  /** Below `api/v1/`. */
  readonly path: string
  readonly version: number
  readonly children: (answer: T) => ComponentChildren
}

export function Answered<T>({ path, version, children }: AnsweredProps<T>) {
  const { answer, retry } = useAnswer<T>({ url: `api/v1/${path}`, version })
  if (answer.status === 'ready') return <>{children(answer.value)}</>
  if (answer.status === 'error') return <ProblemNote problem={answer.problem} onRetry={retry} />
  return (
    <p class="quiet" aria-busy="true">
      Loading
    </p>
  )
}

export function Refused({ message }: { readonly message: string | null }) {
  return (
    <p class={message === null ? 'sr-only' : 'error'} role="alert">
      {message}
    </p>
  )
}
