/**
 * One sequential scale for pressure. Light theme: paper to plum, darker is more. Dark theme: card colour to pale sand, brighter
 * is more, so that low pressure does not glare.
 */
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'

export type Rgb = readonly [number, number, number]

const lightStops: readonly Rgb[] = [
  [245, 240, 230],
  [242, 223, 184],
  [230, 175, 108],
  [199, 101, 70],
  [142, 54, 70],
  [84, 28, 66],
]
const darkStops: readonly Rgb[] = [
  [30, 35, 38],
  [66, 44, 54],
  [122, 56, 60],
  [186, 92, 64],
  [228, 156, 88],
  [250, 226, 176],
]

/** Whether the page is dark. */
export interface Theme {
  readonly dark: boolean
}

export const scaleStops = ({ dark }: Theme): readonly Rgb[] => (dark ? darkStops : lightStops)

/** `fraction`: 0..1 of the scale. */
export function scaleColour(fraction: number, theme: Theme): Rgb {
  const stops = scaleStops(theme)
  const at = Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0)) * (stops.length - 1)
  const low = Math.min(stops.length - 2, Math.floor(at))
  const part = at - low
  const a: Rgb = stops[low] ?? [0, 0, 0]
  const b: Rgb = stops[low + 1] ?? a
  const mix = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * part)
  return [mix(0), mix(1), mix(2)]
}

export const cssColour = (colour: Rgb): string => `rgb(${colour[0]} ${colour[1]} ${colour[2]})`

/** 256 colours as bytes, to fill an image without arithmetic per pixel. */
export function scaleTable(theme: Theme): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 3)
  for (let i = 0; i < 256; i += 1) table.set(scaleColour(i / 255, theme), i * 3)
  return table
}

const inks: readonly Rgb[] = [
  [0, 0, 0],
  [255, 255, 255],
]

/** Black or white, whichever stands out more. Only pure black and white reach 4.5 (WCAG 2.2, 1.4.3) on every colour. */
export const inkOn = (colour: Rgb): Rgb =>
  inks.reduce((best, ink) => (contrast(ink, colour) > contrast(best, colour) ? ink : best))

/** Contrast ratio of two colours, 1 to 21, by WCAG 2.2. */
export function contrast(a: Rgb, b: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((low, high) => low - high)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Relative luminance, 0 to 1, by WCAG 2.2. */
function luminance(colour: Rgb): number {
  const linear = colour.map((channel) => {
    const c = channel / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
}

export const highestLimitKpa = (tolerance: Tolerance | null): number | null =>
  Math.max(tolerance?.left.pressureKpa ?? 0, tolerance?.right.pressureKpa ?? 0) || null

const ends = [25, 40, 60, 100, 160] as const
/** End of the scale in kPa: 25 for cushions and office seats, more if the limit or a cell needs it. */
export function scaleEndKpa(limitKpa: number | null, peakKpa: number): number {
  const wanted = Math.max((limitKpa ?? 0) * 1.1, peakKpa)
  return ends.find((end) => end >= wanted) ?? 160
}
/** Relative mode: twice the comfortable baseline. */
export const scaleEndRelative = 2
