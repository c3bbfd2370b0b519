/** What follows from the layout alone: the cells of each side, and the windows for a grid's PPI. */
import type { Layout } from '../model/schemas/layout.ts'
import type { Side } from '../model/schemas/zones.ts'

/** Cells, and the share (0..1] of each cell's area inside the window. */
export interface Window {
  readonly cells: readonly number[]
  readonly shares: readonly number[]
}

export interface Geometry {
  readonly cells: number
  readonly areaCm2: Float64Array
  readonly xCm: Float64Array
  readonly yCm: Float64Array
  /** The indices of all cells. */
  readonly all: readonly number[]
  readonly ischial: Readonly<Record<Side, readonly number[]>>
  readonly thigh: Readonly<Record<Side, readonly number[]>>
  /** Ischial and thigh cells of each side; sacral cells by the sign of x. */
  readonly half: Readonly<Record<Side, readonly number[]>>
  /** Front and back of each half, those that have cells. */
  readonly parts: readonly (readonly number[])[]
  /** Of each part: -1 left, 1 right. */
  readonly partSides: readonly number[]
  /** Cells of the same zone, or of the same half for a cell alone in its zone. */
  readonly neighbours: readonly (readonly number[])[]
  /** Null on a sparse cushion, where the PPI is the zone mean. */
  readonly windows: Readonly<Record<Side, readonly Window[] | null>>
}

/** PPI window: 9-10 cm2, about the contact area of one ischial tuberosity (Sprigle's peak pressure index). */
const windowCm2 = 9.5

export function geometryOf(layout: Layout): Geometry {
  const indices = layout.cells.map((_, index) => index)
  const sideOf = (index: number): Side => {
    const cell = layout.cells[index]
    if (cell === undefined) return 'left'
    if (cell.zone === 'sacrum') return cell.xCm < 0 ? 'left' : 'right'
    return cell.zone.startsWith('left') ? 'left' : 'right'
  }
  const inZone = (zone: string) => indices.filter((index) => layout.cells[index]?.zone === zone)
  const ischial = { left: inZone('left-ischium'), right: inZone('right-ischium') }
  const half = {
    left: indices.filter((index) => sideOf(index) === 'left'),
    right: indices.filter((index) => sideOf(index) === 'right'),
  }
  const parts = (
    [
      ['left', -1],
      ['right', 1],
    ] as const
  )
    .flatMap(([name, side]) => [
      { side, cells: ischial[name] },
      { side, cells: half[name].filter((index) => !ischial[name].includes(index)) },
    ])
    .filter(({ cells }) => cells.length > 0)
  return {
    cells: layout.cells.length,
    areaCm2: Float64Array.from(layout.cells, (cell) => cell.areaCm2),
    xCm: Float64Array.from(layout.cells, (cell) => cell.xCm),
    yCm: Float64Array.from(layout.cells, (cell) => cell.yCm),
    all: indices,
    ischial,
    thigh: { left: inZone('left-thigh'), right: inZone('right-thigh') },
    half,
    parts: parts.map(({ cells }) => cells),
    partSides: parts.map(({ side }) => side),
    neighbours: indices.map((index) => {
      const zone = inZone(layout.cells[index]?.zone ?? '').filter((other) => other !== index)
      return zone.length > 0 ? zone : half[sideOf(index)].filter((other) => other !== index)
    }),
    windows: { left: windowsOf(layout, ischial.left), right: windowsOf(layout, ischial.right) },
  }
}

/**
 * A zone is a grid when it has at least 4 cells that tile it (nearest neighbours no farther apart than 1.6 cell widths)
 * and can fill a window. Each cell is the centre of one window, filled with its nearest cells, the last one partly.
 */
function windowsOf(layout: Layout, zone: readonly number[]): readonly Window[] | null {
  const area = (index: number) => layout.cells[index]?.areaCm2 ?? 0
  const total = zone.reduce((sum, index) => sum + area(index), 0)
  if (zone.length < 4 || total < windowCm2) return null
  const distance = (a: number, b: number) => {
    const one = layout.cells[a]
    const two = layout.cells[b]
    return one === undefined || two === undefined
      ? Infinity
      : Math.hypot(one.xCm - two.xCm, one.yCm - two.yCm)
  }
  const tiled = zone.every((index) => {
    const nearest = Math.min(
      ...zone.filter((other) => other !== index).map((other) => distance(index, other)),
    )
    return nearest <= 1.6 * Math.sqrt(area(index))
  })
  if (!tiled) return null
  return zone.map((middle) => {
    const cells: number[] = []
    const shares: number[] = []
    let left = windowCm2
    for (const index of [...zone].sort((a, b) => distance(middle, a) - distance(middle, b) || a - b)) {
      if (left <= 0) break
      const share = Math.min(1, left / area(index))
      cells.push(index)
      shares.push(share)
      left -= share * area(index)
    }
    return { cells, shares }
  })
}
