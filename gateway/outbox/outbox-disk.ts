/**
 * Keeps the outbox file in step with its ledger: opens it, loads what it holds, writes what is new in one transaction. Sets a
 * damaged file aside and starts a new one. While the disk is full, writes nothing and tries again.
 *
 * The outbox has its own clock, which runs only while a gateway runs. So batches do not become too old to keep because the
 * computer's date was wrong or the computer was off for months.
 */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { FileRefused } from '../../platform/files/private-files.ts'
import { parseJson } from '../../platform/json.ts'
import type { Log } from '../../platform/log.ts'
import { countOf, letGo, ownKeys, takeState, writeCushion } from './cushion-rows.ts'
import type { Ledger } from './ledger.ts'
import {
  type OpenedOutbox,
  type OutboxFile,
  OutboxUnusable,
  openOutboxFile,
  replaceOutboxFile,
  troubleOf,
} from './outbox-file.ts'
import { createReserve, type Reserve } from './reserve.ts'

export interface OutboxDiskOptions {
  readonly file: string
  readonly log: Log
  readonly wallMs: () => number
  readonly monoMs: () => number
  readonly openFile?: typeof openOutboxFile
}

const retryMs = 5_000

const named = z.object({ outbox: z.string() })

/** The outbox id in the content of a batch. */
export function nameIn(content: Buffer | null): string | null {
  const found = named.safeParse(parseJson(content?.toString() ?? null))
  return found.success ? found.data.outbox : null
}

/** The outbox id of the oldest batch in the file, which is right even if the file's own note of it is damaged. */
function nameWithin(file: OutboxFile): string | null {
  const [first] = file.index()
  return first === undefined ? null : nameIn(file.content(first.cushion, first.batch))
}

const renamed = (content: Buffer, from: string, to: string): Buffer =>
  Buffer.from(
    content.toString().replace(`"outbox":${JSON.stringify(from)}`, `"outbox":${JSON.stringify(to)}`),
  )

/**
 * After an unclean end, skip this many numbers, because batches that were never written (disk full) may have used them.
 */
const jump = 1_000_000
export class OutboxDisk {
  readonly #options: OutboxDiskOptions
  readonly #ledger: Ledger
  readonly #openFile: typeof openOutboxFile
  readonly #reserve: Reserve
  /** Outbox ids that this run has used; more than one only if the file could not be read at first. */
  readonly #names = new Set<string>()
  #file: OutboxFile | null = null
  /** Is this run recorded in the file? */
  #begun = false
  #id = ''
  #setAside: string | null = null
  #trouble: string | null = null
  #triedAtMs = 0
  #age = { baseMs: 0, monoMs: 0 }

  constructor(ledger: Ledger, options: OutboxDiskOptions) {
    this.#options = options
    this.#ledger = ledger
    this.#openFile = options.openFile ?? openOutboxFile
    this.#reserve = createReserve(`${options.file}.reserve`)
  }

  get id(): string {
    return this.#id
  }
  get setAside(): string | null {
    return this.#setAside
  }
  /** Why nothing is written now, as a sentence; null if all is well. */
  get trouble(): string | null {
    return this.#trouble
  }
  /** The outbox's own clock. */
  get ageMs(): number {
    return this.#age.baseMs + Math.max(0, this.#options.monoMs() - this.#age.monoMs)
  }
  isOwn(name: string): boolean {
    return this.#names.has(name)
  }

  /** Throws OutboxUnusable, but starts with a full disk. */
  start(): void {
    const { monoMs, wallMs } = this.#options
    this.#id = randomBytes(9).toString('base64url')
    this.#names.add(this.#id)
    this.#age = { baseMs: 0, monoMs: monoMs() }
    this.#triedAtMs = monoMs()
    try {
      this.#attach()
      this.#reserve.hold()
    } catch (error) {
      if (troubleOf(error) !== 'full') throw error
      // The file cannot record this run, so the next would not know which numbers it used: use distant ones.
      this.#ledger.skip(jump * (1 + (wallMs() % 1000)))
      this.#inMemory(error)
    }
  }

  /** Writes everything new. Never throws: what cannot be written stays in memory, and `trouble` gives the reason. */
  commit(): void {
    const { monoMs } = this.#options
    if (this.#trouble !== null && monoMs() - this.#triedAtMs < retryMs) return
    this.#triedAtMs = monoMs()
    for (let repaired = false; ; repaired = true) {
      try {
        this.#write(this.#attach())
        this.#ledger.written()
        this.#troubleOver()
        return
      } catch (error) {
        const kind = troubleOf(error)
        if (kind !== 'damaged' || repaired) {
          this.#inMemory(error)
          if (kind === 'full' && this.#file !== null) this.#squeeze(this.#file)
          return
        }
        this.#repair(error)
      }
    }
  }

  content(cushion: string, batch: number): Buffer | null {
    try {
      return this.#file?.content(cushion, batch) ?? null
    } catch (error) {
      if (troubleOf(error) === 'damaged') this.#repair(error)
      else
        this.#options.log.error(
          { err: error },
          'A batch could not be read from the outbox. It stays there, and Sitbone tries again.',
        )
      return null
    }
  }

  close(): void {
    this.#triedAtMs = Number.NEGATIVE_INFINITY
    this.commit()
    try {
      if (!this.#ledger.unsaved) this.#file?.setMeta('clean', '1')
    } catch (error) {
      this.#options.log.warn({ err: error }, 'The outbox could not be closed cleanly; nothing in it is lost.')
    }
    this.#file?.close()
    this.#file = null
    this.#begun = false
  }

  /** Opens the file, loads it and records this run in it. Throws what SQLite throws. */
  #attach(): OutboxFile {
    if (this.#file === null) {
      const opened = this.#open()
      this.#takeOver(opened)
      this.#file = opened
    }
    const file = this.#file
    if (!this.#begun) {
      file.transaction(() => {
        file.setMeta('id', this.#id)
        file.setMeta('clean', '0')
      })
      this.#begun = true
    }
    return file
  }

  #open(): OutboxFile {
    const { file, wallMs } = this.#options
    try {
      return this.#noticed(this.#openFile(file, wallMs()))
    } catch (error) {
      if (error instanceof FileRefused) throw new OutboxUnusable(error.message, { cause: error })
      switch (troubleOf(error)) {
        case 'in-use':
          throw new OutboxUnusable(
            `Another gateway uses the outbox ${file}. Stop it, or give this one its own folder with --data.`,
            { cause: error },
          )
        case 'unwritable':
          throw new OutboxUnusable(
            `The outbox ${file} cannot be written: check the owner and permissions of its folder, or choose another with --data.`,
            { cause: error },
          )
        default:
          throw error
      }
    }
  }

  /**
   * Anything already in memory (if the file could not be opened at first) is newer than the file. It takes the file's id: with two ids
   * in one outbox, the recorder would see two gateways. What was sent under the other one is only stored once more, at the same times.
   */
  #takeOver(file: OutboxFile): void {
    const ledger = this.#ledger
    const before = this.#id
    const known = nameWithin(file) ?? file.getMeta('id')
    if (known !== null) this.#id = known
    this.#names.add(this.#id)
    this.#age = { baseMs: this.ageMs + countOf(file.getMeta('age')), monoMs: this.#options.monoMs() }
    const unclean = known !== null && file.getMeta('clean') !== '1'
    for (const { cushion, key, value } of file.state())
      takeState(ledger.of(cushion), key, { value, skip: unclean ? jump : 0 })
    const held = [...ledger.all()].map(([, { pending }]) => ({ pending, batches: [...pending.unsaved()] }))
    for (const { cushion, ...waiting } of file.index()) {
      const one = ledger.of(cushion)
      one.pending.add(waiting, null)
      one.next = Math.max(one.next, waiting.batch + 1)
    }
    for (const { pending, batches } of held)
      for (const { content, ...one } of batches) {
        const own = renamed(content, before, this.#id)
        pending.add({ ...one, bytes: own.length }, own)
      }
  }

  #write(file: OutboxFile): void {
    file.transaction(() => {
      for (const [cushion, one] of this.#ledger.all()) writeCushion(file, cushion, one)
      file.setMeta('age', String(Math.round(this.ageMs)))
    })
  }

  /**
   * On a full disk: first delete finished batches, using the reserved space; then write as many as fit, one by one, oldest first.
   * Until all fit, the state on disk is older than the newest batches there.
   */
  #squeeze(file: OutboxFile): void {
    try {
      if (this.#ledger.done > 0) this.#reserve.release()
      for (const [cushion, { done }] of this.#ledger.all()) letGo(file, cushion, done)
      if (!this.#reserve.hold()) return
      for (const [cushion, one] of this.#ledger.all()) {
        for (const waiting of [...one.pending.unsaved()]) {
          file.transaction(() => {
            file.insert({ cushion, ...waiting })
            file.setState(cushion, ownKeys.next, String(one.next))
          })
          one.pending.saved(waiting.batch)
        }
      }
    } catch (error) {
      this.#options.log.debug({ err: error }, 'The disk is still full.')
    }
  }

  #troubleOver(): void {
    if (this.#trouble === null) return
    this.#reserve.hold()
    this.#options.log.info(
      {},
      'The outbox can be written again. The readings held in memory are now on the disk.',
    )
    this.#trouble = null
  }

  #inMemory(error: unknown): void {
    const why =
      troubleOf(error) === 'full'
        ? 'The disk is full'
        : `The outbox file cannot be written (${error instanceof Error ? error.message : error})`
    const said = this.#trouble !== null
    this.#trouble = `${why}: new readings are kept in memory only and will be lost if this program stops now. Free some disk space and check the permissions of the folder; writing then resumes.`
    if (!said) this.#options.log.error({ err: error }, this.#trouble)
  }

  /** Damage found while running: numbers continue in a new file under the same name, because this run knows which it has used. */
  #repair(error: unknown): void {
    const { file, wallMs, log } = this.#options
    this.#file?.close()
    this.#file = null
    this.#begun = false
    log.error({ err: error }, 'The outbox file is damaged.')
    try {
      const saved = this.#noticed(replaceOutboxFile(file, wallMs()))
      const isSaved = new Set(saved.index().map(({ cushion, batch }) => `${cushion}/${batch}`))
      this.#ledger.fileLost((cushion, batch) => isSaved.has(`${cushion}/${batch}`))
      this.#file = saved
    } catch (cause) {
      this.#ledger.fileLost(() => false)
      this.#inMemory(cause)
    }
  }

  #noticed({ file, setAside }: OpenedOutbox): OutboxFile {
    if (setAside === null) return file
    this.#setAside = setAside
    this.#options.log.error({ file: this.#options.file }, setAside)
    return file
  }
}
