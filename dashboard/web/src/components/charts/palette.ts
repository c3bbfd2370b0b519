import type { Theme } from './pressure-scale.ts'

/** Colours for canvases, equal to the custom properties in styles/tokens.css. */
export interface Palette {
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly card: string
  readonly left: string
  readonly right: string
  readonly limit: string
}

const light: Palette = {
  ink: '#1e2326',
  quiet: '#5f6768',
  line: '#e6e1d8',
  card: '#fffefb',
  left: '#2a6b8f',
  right: '#a35a1f',
  limit: '#a8402c',
}
const dark: Palette = {
  ink: '#ecebe6',
  quiet: '#a3a9a8',
  line: '#2c3336',
  card: '#1e2326',
  left: '#7ab8dc',
  right: '#e6a06a',
  limit: '#ec8a6d',
}

export const palette = (theme: Theme): Palette => (theme.dark ? dark : light)

/** `#rrggbb` with an alpha of 0..1. */
export const withAlpha = (hex: string, alpha: number): string =>
  `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`
