/**
 * A little disk space reserved for the outbox. Deleting from a SQLite file needs space too: without this, an outbox that has
 * filled the disk could not delete what is already stored.
 */
import { randomFillSync } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { createFile, removeFile } from '../../platform/files/private-files.ts'

const sizes = [2_000_000, 250_000] as const

export interface Reserve {
  /** Reserves the space; false if the disk has none. */
  hold(): boolean
  /** Frees it for immediate use. */
  release(): void
}

export function createReserve(file: string): Reserve {
  const isHeld = (): boolean => {
    const there = lstatSync(file, { throwIfNoEntry: false })
    return there?.isFile() === true && sizes.some((size) => there.size === size)
  }
  return {
    hold() {
      if (isHeld()) return true
      for (const size of sizes) {
        try {
          removeFile(file)
          // Random, because some file systems allocate no space for zeros.
          createFile(file, randomFillSync(Buffer.allocUnsafe(size)))
          return true
        } catch {
          // Not enough space.
        }
      }
      removeFile(file)
      return false
    },
    release: () => removeFile(file),
  }
}
