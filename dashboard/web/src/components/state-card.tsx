/** Loading, empty and error states: a sentence and something to do. */
import type { ComponentChildren } from 'preact'
import type { Problem } from '../../../../contract/problem.ts'

interface StateCardProps {
  readonly title: string
  readonly children: ComponentChildren
  readonly busy?: boolean
  /** Of a page that has its own headline. */
  readonly part?: boolean
}

export function StateCard({ title, children, busy = false, part = false }: StateCardProps) {
  const Title = part ? 'h2' : 'h1'
  return (
    <section class={`card state-card${busy ? ' busy' : ''}`} aria-busy={busy}>
      <svg class="state-picture" viewBox="0 0 120 100" aria-hidden="true">
        <rect x="10" y="6" width="100" height="88" rx="26" />
        <ellipse cx="42" cy="64" rx="16" ry="13" />
        <ellipse cx="78" cy="64" rx="16" ry="13" />
      </svg>
      <Title>{title}</Title>
      {children}
    </section>
  )
}

export function ProblemNote({
  problem,
  onRetry,
}: {
  readonly problem: Problem
  readonly onRetry: () => void
}) {
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{problem.title}.</strong> {problem.detail}
      </p>
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}
