/** A file of the data folder that a newer Sitbone wrote: refused, and left as it is. */
import { FileRefused } from './files/private-files.ts'
import { version as ownVersion } from './version.ts'

export interface NewerFile {
  /** For people: `The store /home/me/data/sitbone.db`. */
  readonly what: string
  readonly found: number
  readonly supported: number
  /** The Sitbone that wrote it; null where that is not known. */
  readonly writer: string | null
}

export class WrittenByNewer extends FileRefused {
  override name = 'WrittenByNewer'
  /** Without the path: for the page. */
  readonly advice: string

  constructor({ what, found, supported, writer: named }: NewerFile) {
    // A name that is no newer than this program's would only confuse.
    const writer = named === ownVersion ? null : named
    const who = `a newer Sitbone (${writer === null ? '' : `${writer}, `}format ${found}; this one supports up to ${supported})`
    const advice = `Use ${writer === null ? 'the newer Sitbone' : `Sitbone ${writer} or newer`}, or another folder (--data).`
    super(`${what} was written by ${who}. Nothing was changed. ${advice}`)
    this.advice = advice
  }
}
