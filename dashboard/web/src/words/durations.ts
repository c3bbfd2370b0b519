/** Durations in words. All take seconds. */

export interface FigurePart {
  readonly value: string
  readonly unit: string
}

/** The parts of a big figure: `23 min`, `1 h 20 min`, or on request `40 s` below a minute and a half. */
export function durationParts(
  s: number,
  options: { readonly seconds?: boolean } = {},
): readonly FigurePart[] {
  const safe = Number.isFinite(s) && s > 0 ? s : 0
  if (options.seconds && safe < 90) return [{ value: String(Math.floor(safe)), unit: 's' }]
  const minutes = Math.floor(safe / 60)
  if (minutes < 60) return [{ value: String(minutes), unit: 'min' }]
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  const hourPart = { value: String(hours), unit: 'h' }
  return rest === 0 ? [hourPart] : [hourPart, { value: String(rest), unit: 'min' }]
}

/** `31 min`, `3 h 12 min`, `40 s`. */
export function durationWords(s: number): string {
  if (!Number.isFinite(s) || s < 0) return '–'
  const parts = durationParts(s, { seconds: s < 60 })
  return parts.map((part) => `${part.value} ${part.unit}`).join(' ')
}

/** Whole minutes and hours, also below a minute: `0 min`. */
export const minuteWords = (s: number): string =>
  durationParts(s)
    .map((part) => `${part.value} ${part.unit}`)
    .join(' ')

/** Ages: `0.1 s ago`, `12 s ago`, `3 min ago`. */
export function ageWords(s: number): string {
  if (s < 10) return `${Math.max(0.1, s).toFixed(1)} s ago`
  if (s < 48 * 3600) return `${durationWords(s)} ago`
  return `${Math.floor(s / 86400)} days ago`
}
