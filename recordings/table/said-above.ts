/** What the lines above a table say about its counts, with the keys of a hello: `# kind=hx711 bits=24 full=8388607`. */
import { maxBits, type SensorKind, sensorKinds } from '../../firmware-protocol/index.ts'

export interface SaidAbove {
  readonly bits: number | null
  readonly full: number | null
  readonly kind: SensorKind | null
}

export function saidAbove(lines: readonly string[]): SaidAbove {
  const text = lines.join('\n')
  const said = (key: string) => new RegExp(`\\b${key}\\s*[=:]\\s*([\\w.]+)`, 'i').exec(text)?.[1] ?? ''
  const bits = Number(said('bits'))
  const full = Number(said('full'))
  const kind = said('kind').toLowerCase()
  return {
    bits: Number.isInteger(bits) && bits >= 1 && bits <= maxBits ? bits : null,
    full: full > 0 ? full : null,
    kind: sensorKinds.find((each) => each === kind) ?? null,
  }
}
