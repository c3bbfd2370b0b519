/** Wire faults between board and host, as the fault box accepts them. */
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

/** Changes: a setting switches the fault on, null switches it off, absent leaves it. */
export type WireFaultChange = { readonly [K in WireFaultName]?: WireFaultSetting<K> | null | undefined }
