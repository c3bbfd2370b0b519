/**
 * Room on a disk, said long before it is full: below `lowBytes`, or when it is used up so fast that it lasts less than
 * `lowDays`. The rate is that of everything on the disk over the last day, known after an hour of watching.
 */
import { statfsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Part } from './lifecycle.ts'
import type { Log } from './log.ts'

/** More than a year of sitting takes (about 400 MB). */
export const lowBytes = 500_000_000
const lowDays = 3
/** Once low, there has to be clearly more before it counts as enough again. */
const enoughAgain = 1.2
const hourMs = 3_600_000
const hoursKept = 24
const lookEveryMs = 60_000

export interface FreeSpace {
  readonly freeBytes: number
  /** Null while no rate is known, or when nothing is used up. */
  readonly daysLeft: number | null
}

export interface DiskHealth {
  readonly ok: boolean
  readonly detail: string
}

export interface DiskWatchOptions {
  readonly folder: string
  readonly log: Log
  readonly freeBytes?: (folder: string) => number
  /** Monotonic. */
  readonly nowMs?: () => number
}

/** Throws the error of the file system. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

export function describeFree({ freeBytes, daysLeft }: FreeSpace): string {
  const rate = daysLeft === null ? '' : `, which lasts about ${lasting(daysLeft)} at today’s rate`
  return `${inMbOrGb(freeBytes)} free${rate}`
}

export const inMbOrGb = (bytes: number): string =>
  bytes < 10e9 ? `${Math.floor(bytes / 1e6)} MB` : `${Math.floor(bytes / 1e9)} GB`

const lasting = (days: number): string =>
  days < 2 ? `${Math.max(1, Math.floor(days * 24))} hours` : `${Math.floor(days)} days`

export class DiskWatch implements Part {
  readonly #options: Required<DiskWatchOptions>
  /** One an hour, oldest first. */
  #samples: { readonly atMs: number; readonly freeBytes: number }[] = []
  #timer: NodeJS.Timeout | null = null
  #listeners: (() => void)[] = []
  #health: DiskHealth = { ok: true, detail: 'The disk has not been checked yet.' }

  constructor({ freeBytes = freeBytesOf, nowMs = () => performance.now(), ...options }: DiskWatchOptions) {
    this.#options = { ...options, folder: resolve(options.folder), freeBytes, nowMs }
  }

  start(): void {
    this.look()
    this.#timer ??= setInterval(() => this.look(), lookEveryMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer ?? undefined)
    this.#timer = null
  }

  get health(): DiskHealth {
    return this.#health
  }

  /** `listener` hears when the disk becomes low, and when it has room again. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  look(): void {
    const { folder, log, nowMs } = this.#options
    const free = this.#measure(nowMs())
    if (free === null) return
    const { freeBytes, daysLeft } = free
    const wasLow = !this.#health.ok
    const isLow =
      freeBytes < lowBytes * (wasLow ? enoughAgain : 1) || (daysLeft !== null && daysLeft < lowDays)
    const room = `The disk of ${folder} has ${describeFree(free)}.`
    this.#health = isLow
      ? {
          ok: false,
          detail: `${room} Readings are still recorded. Free some space before it is full: then new readings would wait in memory.`,
        }
      : { ok: true, detail: room }
    if (isLow === wasLow) return
    if (isLow) log.warn({ folder, freeBytes }, this.#health.detail)
    else log.info({ folder, freeBytes }, `${room} That is enough again.`)
    for (const listener of this.#listeners) listener()
  }

  /** Null when the disk cannot be asked now; what is known of it stays. */
  #measure(nowMs: number): FreeSpace | null {
    let freeBytes: number
    try {
      freeBytes = this.#options.freeBytes(this.#options.folder)
    } catch {
      return null
    }
    const newest = this.#samples.at(-1)
    if (newest === undefined || nowMs - newest.atMs >= hourMs)
      this.#samples = [...this.#samples, { atMs: nowMs, freeBytes }].slice(-hoursKept - 1)
    const [oldest] = this.#samples
    const watchedMs = nowMs - (oldest?.atMs ?? nowMs)
    const usedBytes = (oldest?.freeBytes ?? freeBytes) - freeBytes
    const isKnown = watchedMs >= hourMs && usedBytes > 0
    return { freeBytes, daysLeft: isKnown ? ((freeBytes / usedBytes) * watchedMs) / (24 * hourMs) : null }
  }
}
