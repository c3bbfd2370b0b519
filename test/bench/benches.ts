/** Every benchmark by name, in the order of the way of a reading. A program is loaded only when it is run. */
import type { Bench } from './bench.ts'

export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  decode: async () => (await import('./benches/decode.ts')).decode,
  cores: async () => (await import('./benches/cores.ts')).cores,
  embedded: async () => (await import('./benches/embedded.ts')).embedded,
  recorder: async () => (await import('./benches/recorder.ts')).recorder,
  gateway: async () => (await import('./benches/gateway-load.ts')).gatewayLoad,
  delay: async () => (await import('./benches/delay.ts')).delay,
  fleet: async () => (await import('./benches/fleet.ts')).fleet,
  viewers: async () => (await import('./benches/viewers.ts')).viewers,
  read: async () => (await import('./benches/read-back.ts')).readBack,
  process: async () => (await import('./benches/one-process.ts')).oneProcess,
  emulation: async () => (await import('./benches/emulation.ts')).emulation,
  bytes: async () => (await import('./benches/bytes.ts')).bytes,
}

export const isBench = (name: string): boolean => Object.hasOwn(benches, name)
