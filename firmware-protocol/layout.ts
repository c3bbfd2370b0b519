/**
 * The built-in cushion layouts: the cell of each count in an `F` line. x runs to the sitter's right, y forward.
 * FSR 402 parts, active area 1.27 cm2 (Interlink 400 series datasheet).
 */
export interface LayoutCell {
  readonly zone: 'left-ischium' | 'right-ischium' | 'left-thigh' | 'right-thigh' | 'sacrum'
  readonly xCm: number
  readonly yCm: number
  readonly areaCm2: number
}

const cell = (zone: LayoutCell['zone'], xCm: number, yCm: number): LayoutCell => ({
  zone,
  xCm,
  yCm,
  areaCm2: 1.27,
})

export const fsr8 = {
  v: 1 as const,
  name: 'fsr8',
  cells: [
    cell('left-ischium', -7.5, 0),
    cell('left-ischium', -5, 0),
    cell('right-ischium', 5, 0),
    cell('right-ischium', 7.5, 0),
    cell('left-thigh', -9, 16),
    cell('left-thigh', -5, 16),
    cell('right-thigh', 5, 16),
    cell('right-thigh', 9, 16),
  ],
}

/** Four rows of four, back to front: two under the sit bones, two under the thighs. */
export const grid4x4 = {
  v: 1 as const,
  name: 'grid4x4',
  cells: (
    [
      ['ischium', -2],
      ['ischium', 1],
      ['thigh', 12],
      ['thigh', 16],
    ] as const
  ).flatMap(([part, yCm]) => [
    cell(`left-${part}`, -8, yCm),
    cell(`left-${part}`, -5, yCm),
    cell(`right-${part}`, 5, yCm),
    cell(`right-${part}`, 8, yCm),
  ]),
}
