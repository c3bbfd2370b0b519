/** A row of figures, each with a caption. */
export interface Total {
  readonly value: string
  readonly words: string
  /** Link to details. */
  readonly href?: string
}

export const countTotal = (count: number, one: string): Total => ({
  value: String(count),
  words: count === 1 ? one : `${one}s`,
})
/** Null: not known yet. */
export const rateTotal = (perH: number | null, words: string): Total => ({
  value: perH === null ? '–' : `${perH.toFixed(1)} / h`,
  words,
})

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
