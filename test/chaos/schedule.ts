/**
 * Which fault comes when: drawn from a seed before the run begins, so that the same seed gives the same schedule. Pure.
 * Faults of different parts overlap; one part, disk, network link or cable has one fault at a time.
 */
import type { Random } from '../../simulator/random.ts'
import { impostorKinds } from './impostor.ts'

export const faultKinds = [
  'kill',
  'stop',
  'term',
  'disk',
  'cut',
  'hold',
  'slow',
  'empty',
  'clock',
  'jump',
  'unplug',
  'reset',
  'noise',
  ...impostorKinds,
  'ps-name',
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  /** Since the faults began. */
  readonly atMs: number
  readonly kind: FaultKind
  /** A part, a disk, a network link or the cable. */
  readonly target: string
  /** Until it is healed: started again, goes on, has room, is plugged in. */
  readonly forMs: number
  /** Depends on the kind: ms of a delay or of a moved clock; otherwise which variant, 0 to 1. */
  readonly amount: number
}

/** What can go wrong in an arrangement. */
export interface Possible {
  readonly kind: FaultKind
  readonly target: string
  readonly weight: number
  /** Of these, each has one fault at a time. */
  readonly locks: readonly string[]
  /** Time to come back, beyond the usual. */
  readonly restMs?: number
}

const bounds: Record<FaultKind, { forMs: [number, number]; amount: [number, number] }> = {
  kill: { forMs: [0, 4000], amount: [0, 0] },
  stop: { forMs: [300, 7000], amount: [0, 0] },
  term: { forMs: [0, 3000], amount: [0, 0] },
  disk: { forMs: [2000, 9000], amount: [0, 0] },
  cut: { forMs: [100, 6000], amount: [0, 0] },
  hold: { forMs: [500, 9000], amount: [0, 0] },
  slow: { forMs: [2000, 9000], amount: [20, 900] },
  empty: { forMs: [0, 3000], amount: [0, 0] },
  clock: { forMs: [0, 0], amount: [-1_800_000, 1_800_000] },
  jump: { forMs: [300, 8000], amount: [0, 1] },
  unplug: { forMs: [200, 4000], amount: [0, 1] },
  reset: { forMs: [0, 0], amount: [0, 1] },
  noise: { forMs: [0, 0], amount: [1, 3000] },
  '200html': { forMs: [1000, 9000], amount: [0, 0] },
  '400': { forMs: [1000, 9000], amount: [0, 0] },
  '413': { forMs: [1000, 9000], amount: [0, 0] },
  endless: { forMs: [1000, 9000], amount: [0, 0] },
  'ps-name': { forMs: [3000, 12_000], amount: [0, 1] },
}
/** After a fault, a part mostly gets time to come back; sometimes the next one comes while it starts. */
const restMs: [number, number] = [500, 9000]
/**
 * A disk that has room again is tried within 5 s; until then, newer readings are only in memory. A program whose place at the
 * broker was taken stays away for half a minute, longer each time.
 */
const extraRestMs: Partial<Record<FaultKind, number>> = { disk: 7000, 'ps-name': 40_000 }
const firstMs = 1000
const meanGapMs = 1300

export function makeSchedule(random: Random, possible: readonly Possible[], untilMs: number): Fault[] {
  const faults: Fault[] = []
  const freeAtMs = new Map<string, number>()
  const total = possible.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return []
  for (let atMs = firstMs; ; atMs += 100 + random.exponential(meanGapMs)) {
    if (atMs >= untilMs) return faults
    const one = pick(possible, random.next() * total)
    if (one === undefined) continue
    const { forMs: between, amount } = bounds[one.kind]
    const forMs = Math.round(Math.min(random.between(...between), untilMs - atMs))
    const rest = random.between(...restMs) + (extraRestMs[one.kind] ?? 0) + (one.restMs ?? 0)
    const fault = { atMs: Math.round(atMs), kind: one.kind, target: one.target, forMs }
    const drawn = random.between(...amount)
    if (one.locks.some((lock) => (freeAtMs.get(lock) ?? 0) > atMs)) continue
    for (const lock of one.locks) freeAtMs.set(lock, atMs + forMs + rest)
    faults.push({ ...fault, amount: Math.round(drawn * 100) / 100 })
  }
}

function pick(possible: readonly Possible[], draw: number): Possible | undefined {
  let passed = 0
  return possible.find(({ weight }) => {
    passed += weight
    return draw < passed
  })
}

export const describeFault = ({ atMs, kind, target, forMs }: Fault): string =>
  `${(atMs / 1000).toFixed(1).padStart(7)} s  ${kind.padEnd(7)} ${target}${forMs > 0 ? ` for ${(forMs / 1000).toFixed(1)} s` : ''}`
