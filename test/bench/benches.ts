/** Every benchmark by name, along the path of a reading. Each is loaded only when run. */
import type { Bench } from './bench.ts'

export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  decode: async () => (await import('./benches/decode.ts')).decode,
  cores: async () => (await import('./benches/cores.ts')).cores,
  alerts: async () => (await import('./benches/alerts.ts')).alerts,
  embedded: async () => (await import('./benches/embedded.ts')).embedded,
  recorder: async () => (await import('./benches/recorder.ts')).recorder,
  gateway: async () => (await import('./benches/gateway-load.ts')).gatewayLoad,
  delay: async () => (await import('./benches/delay.ts')).delay,
  fleet: async () => (await import('./benches/fleet.ts')).fleet,
  page: async () => (await import('./benches/page.ts')).page,
  viewers: async () => (await import('./benches/viewers.ts')).viewers,
  people: async () => (await import('./benches/people.ts')).people,
  sitters: async () => (await import('./benches/sitters.ts')).sitters,
  read: async () => (await import('./benches/read-back.ts')).readBack,
  replay: async () => (await import('./benches/replay.ts')).replay,
  process: async () => (await import('./benches/one-process.ts')).oneProcess,
  emulation: async () => (await import('./benches/emulation.ts')).emulation,
  bytes: async () => (await import('./benches/bytes.ts')).bytes,
  topologies: async () => (await import('./benches/topologies.ts')).topologies,
  postgres: async () => (await import('./benches/postgres.ts')).postgres,
}

export const isBench = (name: string): boolean => Object.hasOwn(benches, name)
