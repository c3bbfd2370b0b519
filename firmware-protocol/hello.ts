/** The hello, `H,key=value,...`: what a board is, sent after every reset and on request. */

import { maxChannels } from './frame-line.ts'
import { type Rejected, type RejectReason, rejected } from './line.ts'
import { readU32 } from './number.ts'

export const protocolVersion = 1
/** Widest converter allowed. */
export const maxBits = 24

/** What the counts come from. `fsr` is meant if the key is absent. */
export const sensorKinds = ['fsr', 'hx711', 'capacitive', 'millivolt'] as const
export type SensorKind = (typeof sensorKinds)[number]

export interface HelloMessage {
  readonly type: 'hello'
  readonly proto: number
  readonly firmware: string | null
  readonly dev: string | null
  readonly id: string | null
  readonly channels: number
  readonly bits: number
  /** Frames per second now: after RATE the new rate. */
  readonly rateHz: number | null
  /** The count at full scale; 2^bits - 1 if absent. */
  readonly full?: number
  /** Of `sensorKinds`, or one of a later version, so that the receiver can refuse it by its name. */
  readonly kind?: string
  /** The board's reset flags as a number (AVR: MCUSR); some bootloaders clear it, so 0 means nothing. */
  readonly resetCause: number | null
  /** Number of the board's starts, kept over power loss; null when the board does not count them. */
  readonly boot: number | null
  /** Board milliseconds at the hello, unsigned 32 bit. */
  readonly ms: number
  /** Unknown keys, as sent. */
  readonly extra: Readonly<Record<string, string>>
}

const known = ['proto', 'fw', 'dev', 'id', 'ch', 'bits', 'full', 'kind', 'rate', 'rst', 'boot', 'ms'] as const

/**
 * Reads the fields after `H`. `proto`, `ch` and `bits` are required; a board of another protocol version is read as far as
 * possible (0 channels when absent), so that the receiver can refuse it by its version.
 */
export function readHello(
  fields: readonly string[],
): { readonly ok: true; readonly message: HelloMessage } | Rejected {
  const pairs = new Map<string, string>()
  for (const field of fields) {
    const equals = field.indexOf('=')
    if (equals < 1) return rejected('grammar')
    const key = field.slice(0, equals)
    if (pairs.has(key)) return rejected('grammar')
    pairs.set(key, field.slice(equals + 1))
  }
  const proto = readU32(pairs.get('proto') ?? '')
  if (typeof proto !== 'number') return rejected(pairs.has('proto') ? proto : 'grammar')
  const foreign = proto !== protocolVersion
  if (!foreign && !(pairs.has('ch') && pairs.has('bits'))) return rejected('grammar')

  let fault: RejectReason | null = null
  const number = (key: string, bounds: { min: number; max: number; reason: RejectReason }): number | null => {
    const text = pairs.get(key)
    if (text === undefined) return null
    const value = readU32(text)
    if (typeof value === 'number' && value >= bounds.min && value <= bounds.max) return value
    if (!foreign) fault ??= value === 'number' ? 'number' : bounds.reason
    return null
  }
  const any = { min: 0, max: 0xffff_ffff, reason: 'range' } as const
  const bits = number('bits', { min: 1, max: maxBits, reason: 'range' }) ?? 0
  const full = number('full', { min: 1, max: 2 ** bits - 1, reason: 'range' })
  const kind = pairs.get('kind') || null
  const message: HelloMessage = {
    type: 'hello',
    proto,
    firmware: pairs.get('fw') || null,
    dev: pairs.get('dev') || null,
    id: pairs.get('id') || null,
    channels: number('ch', { min: 1, max: maxChannels, reason: 'channels' }) ?? 0,
    bits,
    ...(full === null ? {} : { full }),
    ...(kind === null ? {} : { kind }),
    rateHz: number('rate', { min: 1, max: 1000, reason: 'range' }),
    resetCause: number('rst', any),
    boot: number('boot', any),
    ms: number('ms', any) ?? 0,
    extra: Object.fromEntries([...pairs].filter(([key]) => !known.some((name) => name === key))),
  }
  return fault === null ? { ok: true, message } : rejected(fault)
}

/** The body of a hello; null fields are left out. */
export function helloBody(hello: Omit<HelloMessage, 'type'>): string {
  const fields: [string, string | number | null][] = [
    ['proto', hello.proto],
    ['fw', hello.firmware],
    ['dev', hello.dev],
    ['id', hello.id],
    ['ch', hello.channels],
    ['bits', hello.bits],
    ['full', hello.full ?? null],
    ['kind', hello.kind ?? null],
    ['rate', hello.rateHz],
    ['rst', hello.resetCause],
    ['boot', hello.boot],
    ['ms', hello.ms],
    ...Object.entries(hello.extra),
  ]
  return ['H', ...fields.filter(([, value]) => value !== null).map(([key, value]) => `${key}=${value}`)].join(
    ',',
  )
}
