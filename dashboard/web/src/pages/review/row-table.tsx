/** A table whose first column names the row; scrolls sideways where it is wider than the page. */
interface RowTableProps<T> {
  readonly name: string
  readonly columns: readonly { readonly head: string; readonly cell: (row: T) => string }[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
}

export const RowTable = <T,>({ name, columns, rows, keyOf }: RowTableProps<T>) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard, too
  <section class="period-scroll" aria-label={name} tabIndex={0}>
    <table class="period-table">
      <thead class="period-heads">
        <tr>
          {columns.map(({ head }) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ head, cell }, at) =>
              at === 0 ? (
                <th key={head} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td key={head} data-head={head}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)
