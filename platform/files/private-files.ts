/**
 * How files get into a data folder: for their owner only from the first byte, never through a link, and whole or not at all.
 * Databases are SQLite's own business, see ../sqlite/; they get their file from `createEmpty`.
 */
import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setAside } from './set-aside.ts'

/** A file or folder cannot be used as it is. The message says why and what to do. */
export class FileRefused extends Error {
  override name = 'FileRefused'
}

export const privateFile = 0o600
export const privateFolder = 0o700

/** Everything that this process creates from now on is for its user only, whoever creates it: SQLite and libraries, too. */
export const closeToOthers = (): void => void process.umask(0o077)

/** Makes the folder with its parents. Step by step: below some special folders mkdir's own `recursive` never comes back. */
export function makePrivateFolder(folder: string): void {
  if (existsSync(folder)) return
  makePrivateFolder(dirname(folder))
  mkdirSync(folder, { mode: privateFolder })
}

/** @throws FileRefused when the name is a link: writing through it would change a file somewhere else. */
export function refuseLink(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return
  throw new FileRefused(
    `${file} is a link, and Sitbone does not write through links in its data folder. Nothing was changed. ` +
      'Put the file itself there, or name the folder that holds it with --data (which may be a link).',
  )
}

/** An empty file, unless there is one already. The caller's library opens it next. */
export function createEmpty(file: string): void {
  try {
    closeSync(openSync(file, newFile, privateFile))
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  }
}

/** On the disk when it returns. Throws EEXIST where something has this name already. */
export function createFile(file: string, content: string | Uint8Array): void {
  const handle = openSync(file, newFile, privateFile)
  try {
    writeFileSync(handle, content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Replaces the file as a whole. What is no file (a link, a folder) is set aside, not written through. */
export function replaceFile(file: string, content: string): void {
  const fresh = `${file}.new`
  moveAsideUnlessFile(file)
  removeFile(fresh)
  createFile(fresh, content)
  renameSync(fresh, file)
}

/** On the disk once it resolves. Begins on a line of its own where an earlier line was cut short. */
export async function appendLines(file: string, lines: string): Promise<void> {
  moveAsideUnlessFile(file)
  const handle = await open(file, appending, privateFile)
  try {
    const { size } = await handle.stat()
    const last = Buffer.alloc(1, '\n')
    if (size > 0) await handle.read(last, 0, 1, size - 1)
    await handle.appendFile(`${last.toString() === '\n' ? '' : '\n'}${lines}`)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** Null when there is no such file, or something that is no file has its name. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ELOOP', 'ENOTDIR'].some((code) => isCode(error, code))) return null
    throw error
  }
}

/** Removes a file or a link that need not be kept; a folder in its place is set aside. */
export function removeFile(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true) setAside(file, Date.now())
  else rmSync(file, { force: true })
}

function moveAsideUnlessFile(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) setAside(file, Date.now())
}

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
/** Windows has no O_NOFOLLOW. There, only administrators may make links. */
const appending = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0)
const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
