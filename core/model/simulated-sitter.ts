/** Bounds of a simulated sitter and their place. */

export const simulatedPostures = [
  'upright',
  'lean-left',
  'lean-right',
  'lean-forward',
  'slouch',
  'crossed-left',
  'crossed-right',
  'perch',
  'thigh-wedge',
] as const
export type SimulatedPosture = (typeof simulatedPostures)[number]

export const simulatedSurfaces = ['soft-foam', 'office-foam', 'firm', 'wood'] as const
export type SimulatedSurface = (typeof simulatedSurfaces)[number]

/** Offset from the usual place, to the sitter's right and forward. */
export const placeBounds = { xCm: [-8, 8], yCm: [-8, 12] } as const

export const leastSitterKg = 40
export const mostSitterKg = 130

/** Simulated seconds per real second. */
export const mostSpeed = 3600
