/** Weighted linear least squares with a few unknowns, by the normal equations. Pure; exact enough for three well-scaled columns. */

export interface Row {
  /** The columns of the design matrix. */
  readonly x: readonly number[]
  readonly y: number
  /** 1 / variance, in any unit. */
  readonly weight: number
}

/** The coefficients that minimise sum w (y - x b)^2; null if the rows do not determine them. */
export function leastSquares(rows: readonly Row[]): number[] | null {
  const size = rows[0]?.x.length ?? 0
  const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0))
  for (const { x, y, weight } of rows) {
    for (const [i, line] of matrix.entries()) {
      const xi = weight * (x[i] ?? 0)
      for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + xi * (x[j] ?? 0)
      line[size] = (line[size] ?? 0) + xi * y
    }
  }
  return solve(matrix)
}

/** Gauss-Jordan with pivoting; null if the matrix is singular within rounding. */
function solve(matrix: number[][]): number[] | null {
  const size = matrix.length
  const scale = Math.max(...matrix.map((line) => Math.max(...line.slice(0, size).map(Math.abs))))
  for (let column = 0; column < size; column++) {
    const pivot = takePivot(matrix, column)
    if (pivot === null || !(at(pivot, column) > 1e-10 * scale)) return null
    matrix.splice(column, 0, pivot)
    for (const line of matrix) if (line !== pivot) eliminate(line, pivot, column)
  }
  return matrix.map((line, i) => (line[size] ?? 0) / (line[i] ?? 1))
}

/** Removes the remaining row that is largest in this column. */
function takePivot(matrix: number[][], column: number): number[] | null {
  const best = matrix
    .slice(column)
    .reduce((most, line) => (at(line, column) > at(most, column) ? line : most))
  return matrix.splice(matrix.indexOf(best), 1)[0] ?? null
}

function eliminate(line: number[], pivot: readonly number[], column: number): void {
  const factor = (line[column] ?? 0) / (pivot[column] ?? 1)
  for (let j = column; j < line.length; j++) line[j] = (line[j] ?? 0) - factor * (pivot[j] ?? 0)
}

const at = (line: readonly number[], column: number): number => Math.abs(line[column] ?? 0)

/** The minimum of a unimodal function in [low, high] to within `within`, by golden-section search. */
export function least(
  of: (x: number) => number,
  [low, high]: readonly [number, number],
  within: number,
): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let [a, b] = [low, high]
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)]
  let [atC, atD] = [of(c), of(d)]
  while (b - a > within) {
    if (atC < atD) {
      b = d
      d = c
      atD = atC
      c = b - ratio * (b - a)
      atC = of(c)
    } else {
      a = c
      c = d
      atC = atD
      d = a + ratio * (b - a)
      atD = of(d)
    }
  }
  return (a + b) / 2
}
