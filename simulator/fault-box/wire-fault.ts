/** Faults of the way between board and host as the fault box takes them. */
import type { z } from 'zod'
import type { wireFaultSchemas } from '../../core/model/schemas/cell-faults.ts'

export type WireFaultName = keyof typeof wireFaultSchemas
export type WireFaults = { readonly [K in WireFaultName]?: z.infer<(typeof wireFaultSchemas)[K]> }
type WireFaultSetting<K extends WireFaultName> = z.infer<(typeof wireFaultSchemas)[K]>

export const wireFaultNames: readonly WireFaultName[] = [
  'noise',
  'drop',
  'double',
  'swap',
  'cut',
  'wrong-baud',
  'frozen',
  'reset-storm',
  'drift',
  'wrap',
  'swapped-sides',
  'slow-usb',
  'bursts',
]

/** What is changed: a setting puts the fault on, null takes it off, absent leaves it. */
export type WireFaultChange = { readonly [K in WireFaultName]?: WireFaultSetting<K> | null | undefined }
