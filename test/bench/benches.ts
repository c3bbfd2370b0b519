/** Every benchmark by name, in the order of the way of a reading. A program is loaded only when it is run. */
import type { Bench } from './bench.ts'

export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  decode: async () => (await import('./decode.ts')).decode,
  cores: async () => (await import('./cores.ts')).cores,
  embedded: async () => (await import('./embedded.ts')).embedded,
  recorder: async () => (await import('./recorder.ts')).recorder,
  gateway: async () => (await import('./gateway-load.ts')).gatewayLoad,
  delay: async () => (await import('./delay.ts')).delay,
  fleet: async () => (await import('./fleet.ts')).fleet,
  viewers: async () => (await import('./viewers.ts')).viewers,
  read: async () => (await import('./read-back.ts')).readBack,
  process: async () => (await import('./one-process.ts')).oneProcess,
  emulation: async () => (await import('./emulation.ts')).emulation,
  bytes: async () => (await import('./bytes.ts')).bytes,
}

export const isBench = (name: string): boolean => Object.hasOwn(benches, name)
