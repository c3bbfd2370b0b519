/**
 * A little room on the disk held back for the outbox. Deleting from an SQLite file takes room too: without this, an
 * outbox that has filled the disk could not let go of what the store has taken meanwhile.
 */
import { randomFillSync } from 'node:crypto'
import { rmSync, statSync, writeFileSync } from 'node:fs'

const sizes = [2_000_000, 250_000] as const

export interface Reserve {
  /** Takes the room if it is there; false when the disk has none. */
  hold(): boolean
  /** Gives it back, to be used at once. */
  release(): void
}

export function createReserve(file: string): Reserve {
  const held = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return {
    hold() {
      if (sizes.some((size) => held() === size)) return true
      for (const size of sizes) {
        try {
          // Random, because some file systems do not give zeros any room.
          writeFileSync(file, randomFillSync(Buffer.allocUnsafe(size)), { mode: 0o600 })
          return true
        } catch {
          rmSync(file, { force: true })
        }
      }
      return false
    },
    release: () => rmSync(file, { force: true }),
  }
}
