/** Faults of one cell, as real cushions have them. */
export type CellFault =
  /** A broken wire: always 0. */
  | { readonly kind: 'open' }
  /** Keeps one count; default: its present one. */
  | { readonly kind: 'stuck'; readonly adc?: number }
  /** Shorted: always full scale. */
  | { readonly kind: 'saturated' }
  /** Conductance rises by this fraction of the reading per hour; negative falls. */
  | { readonly kind: 'drifting'; readonly perHour: number }
  /** Multiplies conductance from now on. */
  | { readonly kind: 'gain'; readonly factor: number }
  /** A loose contact: jumps to any count, this often per minute. */
  | { readonly kind: 'spiking'; readonly perMinute: number }
