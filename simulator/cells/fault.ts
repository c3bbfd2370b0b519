/** Faults of one cell, as real cushions have them. */
export type CellFault =
  /** A broken wire: always 0. */
  | { readonly kind: 'open' }
  /** Keeps one count, the one it had when not given. */
  | { readonly kind: 'stuck'; readonly adc?: number }
  /** Shorted: always full scale. */
  | { readonly kind: 'saturated' }
  /** Conducts ever better, as a fraction of its reading per hour; negative fades. */
  | { readonly kind: 'drifting'; readonly perHour: number }
  /** Conducts so many times as well from now on. */
  | { readonly kind: 'gain'; readonly factor: number }
  /** A loose contact: jumps to any count, this often per minute. */
  | { readonly kind: 'spiking'; readonly perMinute: number }
