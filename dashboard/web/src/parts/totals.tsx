/** A row of figures, each with a quiet line that says what it is. */
export interface Total {
  readonly value: string
  readonly words: string
  /** Where more about it stands. */
  readonly href?: string
}

export function Totals({ totals }: { readonly totals: readonly Total[] }) {
  return (
    <dl class="totals">
      {totals.map((total) => (
        <div key={total.words}>
          <dt>{total.words}</dt>
          <dd>{total.href === undefined ? total.value : <a href={total.href}>{total.value}</a>}</dd>
        </div>
      ))}
    </dl>
  )
}
