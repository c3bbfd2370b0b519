/** Pressure and load in the chosen unit. Stored and transmitted values are always kPa. */
export type PressureUnit = 'kPa' | 'mmHg'

/** `a sudden pop` as `A sudden pop`. */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Parses typed input, with comma or point; null when empty. */
export function typedNumber(text: string): number | null {
  const typed = text.trim().replace(',', '.')
  return typed === '' ? null : Number(typed)
}

/** Interface pressure is shown in kPa or mmHg (docs/domain.md). */
const mmHgPerKpa = 7.50062

export const toUnit = (kpa: number, unit: PressureUnit): number => (unit === 'kPa' ? kpa : kpa * mmHgPerKpa)
export const fromUnit = (value: number, unit: PressureUnit): number =>
  unit === 'kPa' ? value : value / mmHgPerKpa

/** One decimal in kPa, none in mmHg: the cells cannot resolve more. */
export function pressureFigure(kpa: number | null | undefined, unit: PressureUnit): string {
  if (kpa === null || kpa === undefined || !Number.isFinite(kpa)) return '–'
  return toUnit(kpa, unit).toFixed(unit === 'kPa' ? 1 : 0)
}

/** Whole numbers for the seat map. */
export function cellFigure(kpa: number | null | undefined, unit: PressureUnit): string {
  if (kpa === null || kpa === undefined || !Number.isFinite(kpa)) return '–'
  return String(Math.max(0, Math.round(toUnit(kpa, unit))))
}

/** What the colours of a picture reach to. */
export const scaleWords = (endKpa: number, unit: PressureUnit): string =>
  `0–${Math.round(toUnit(endKpa, unit))} ${unit}`

/** Uncertainty rounded up, never to zero: a band of 0 would claim a precision that no cell has. */
export function errorFigure(errorKpa: number | null | undefined, unit: PressureUnit): string | null {
  if (errorKpa === null || errorKpa === undefined || !Number.isFinite(errorKpa)) return null
  const step = unit === 'kPa' ? 0.1 : 1
  const shown = Math.max(step, Math.ceil(toUnit(errorKpa, unit) / step - 1e-9) * step)
  return shown.toFixed(unit === 'kPa' ? 1 : 0)
}

export const loadFigure = (kpaMin: number | null | undefined, unit: PressureUnit): string =>
  kpaMin === null || kpaMin === undefined || !Number.isFinite(kpaMin) ? '–' : toUnit(kpaMin, unit).toFixed(0)

export const loadUnit = (unit: PressureUnit): string => `${unit} min`

/** Limits are set by people: digits as typed, at most one decimal. */
export function limitFigure(kpa: number, unit: PressureUnit): string {
  const value = toUnit(kpa, unit)
  return String(unit === 'kPa' ? Math.round(value * 10) / 10 : Math.round(value))
}

/** Relative mode: two decimals of "x baseline". */
export const relativeFigure = (relative: number | null | undefined): string =>
  relative === null || relative === undefined || !Number.isFinite(relative) ? '–' : relative.toFixed(2)
