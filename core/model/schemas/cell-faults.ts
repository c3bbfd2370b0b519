/** Settings of a simulated cushion's faults, of its wire and of single cells. */
import { z } from 'zod'
import { type FaultFigure, wireFaults as of } from '../wire-faults.ts'

const setting = ({ usual, least, most }: FaultFigure) => z.number().min(least).max(most).default(usual)

export const wireFaultSchemas = {
  noise: z.strictObject({ bytesPerLine: setting(of.noise.bytesPerLine) }),
  drop: z.strictObject({ share: setting(of.drop.share) }),
  double: z.strictObject({ share: setting(of.double.share) }),
  swap: z.strictObject({ share: setting(of.swap.share) }),
  cut: z.strictObject({ share: setting(of.cut.share) }),
  'wrong-baud': z.strictObject({
    baud: z
      .number()
      .int()
      .min(of['wrong-baud'].baud.least)
      .max(of['wrong-baud'].baud.most)
      .default(of['wrong-baud'].baud.usual),
  }),
  frozen: z.strictObject({}),
  'reset-storm': z.strictObject({ everyS: setting(of['reset-storm'].everyS) }),
  drift: z.strictObject({ ppm: setting(of.drift.ppm) }),
  wrap: z.strictObject({ inS: setting(of.wrap.inS) }),
  'swapped-sides': z.strictObject({}),
  'slow-usb': z.strictObject({ ms: setting(of['slow-usb'].ms), jitterMs: setting(of['slow-usb'].jitterMs) }),
  bursts: z.strictObject({ everyMs: setting(of.bursts.everyMs) }),
} as const satisfies Record<keyof typeof of, z.ZodObject>

export const cellFaultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({ kind: z.literal('stuck'), adc: z.number().int().min(0).max(65_535).exactOptional() }),
  z.strictObject({ kind: z.literal('saturated') }),
  z.strictObject({ kind: z.literal('drifting'), perHour: z.number().min(-10).max(10) }),
  z.strictObject({ kind: z.literal('gain'), factor: z.number().min(0).max(100) }),
  z.strictObject({ kind: z.literal('spiking'), perMinute: z.number().min(0).max(6000) }),
])
