/** The committed firmware, as text of Intel HEX. */
import { readFileSync } from 'node:fs'

export const firmwareNames = ['fsr8', 'grid4x4'] as const
export type FirmwareName = (typeof firmwareNames)[number]

export const committedFirmware = (name: FirmwareName): string =>
  readFileSync(new URL(`../../firmware-protocol/firmware/${name}.hex`, import.meta.url), 'utf8')
