/**
 * Closes what an earlier Sitbone, or a person, left open to other users of the computer. A folder that is shared on purpose
 * (setgid or sticky, as groups and /tmp are), that belongs to somebody else, or that holds more than Sitbone's data (a home
 * or working folder) keeps its mode; the files in it are closed all the same.
 */
import { chmodSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { privateFile, privateFolder } from './private-files.ts'

const forOthers = 0o077
const sharedBits = 0o3000

export interface Tightened {
  /** Paths whose mode was changed. */
  readonly closed: readonly string[]
  /** The folder is open to others, and was left so. */
  readonly leftOpen: boolean
}

/** `isOurs` says of a path below the folder whether Sitbone wrote it. On Windows there are no such modes. */
export function tighten(folder: string, isOurs: (path: string) => boolean): Tightened {
  if (process.platform === 'win32') return { closed: [], leftOpen: false }
  const closed: string[] = []
  const real = realpathSync(folder)
  const { mode, uid } = statSync(real)
  const isOpen = (mode & forOthers) !== 0
  const leftOpen = isOpen && ((mode & sharedBits) !== 0 || uid !== process.getuid?.() || holdsMore(real))
  if (isOpen && !leftOpen && close(real)) closed.push(real)
  for (const path of ownPaths(real, isOurs)) if (close(path)) closed.push(path)
  return { closed, leftOpen }
}

/** Closes one file or folder; true when it was open. A link stays what it is. Somebody else's cannot be closed. */
export function close(path: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined || there.isSymbolicLink() || (there.mode & forOthers) === 0) return false
  if (there.uid !== process.getuid?.()) return false
  chmodSync(path, there.isDirectory() ? privateFolder : privateFile)
  return true
}

function* ownPaths(folder: string, isOurs: (path: string) => boolean, below = ''): Generator<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name)
    if (!isOurs(path)) continue
    yield join(folder, path)
    if (entry.isDirectory()) yield* ownPaths(folder, isOurs, path)
  }
}

/** It is, or contains, the folder of the user or of the program. */
const holdsMore = (folder: string): boolean =>
  [homedir(), process.cwd()].some((each) => !relative(folder, each).startsWith('..'))
