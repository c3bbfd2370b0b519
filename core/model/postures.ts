/** The postures that a simulated sitter knows. */

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
