/**
 * Keeps the outbox's file the same as its ledger: opens it, takes over what it holds, writes what is new in one
 * transaction. A damaged file is set aside and a new one begun; while the disk is full nothing is written, and tried again.
 *
 * The outbox has a clock of its own, which runs while a gateway runs: a computer whose date was wrong for a while, or
 * that was off for months, does not make batches too old to keep.
 */
import { randomBytes } from 'node:crypto'
import type { Log } from '../../platform/log.ts'
import { letGo, ownKeys, takeState, writeCushion } from './cushion-rows.ts'
import type { Ledger } from './ledger.ts'
import {
  type OutboxFile,
  OutboxUnusable,
  openOutboxFile,
  setAsideOutboxFile,
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
/**
 * After an unclean end numbers go on this much later, because batches that were never written down (disk full) may
 * have used the next ones.
 */
const jump = 1_000_000
export class OutboxDisk {
  readonly #options: OutboxDiskOptions
  readonly #ledger: Ledger
  readonly #openFile: typeof openOutboxFile
  readonly #reserve: Reserve
  /** Names under which this run has numbered batches; more than one only when the file could not be read at first. */
  readonly #names = new Set<string>()
  #file: OutboxFile | null = null
  /** Has this run been noted in the file? */
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
  /** Why nothing is written now, as a sentence; null when all is well. */
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

  /** Throws OutboxUnusable; a full disk is no reason not to start. */
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
      // This run cannot be noted in the file, and the next could not know which numbers it used: so it takes far ones.
      this.#ledger.skip(jump * (1 + (wallMs() % 1000)))
      this.#inMemory(error)
    }
  }

  /** Writes everything that is new. Never throws: what cannot be written stays in memory, and `trouble` says why. */
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

  /** The file, opened, taken over, and with this run noted in it. Throws what SQLite throws. */
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
    const { file } = this.#options
    try {
      return this.#openFile(file)
    } catch (error) {
      switch (troubleOf(error)) {
        case 'damaged':
          this.#putAside(error)
          return this.#openFile(file)
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

  /** What is in memory already (the file could not be opened at first) is newer than the file. */
  #takeOver(file: OutboxFile): void {
    const ledger = this.#ledger
    const known = file.getMeta('id')
    if (known !== null) this.#id = known
    this.#names.add(this.#id)
    this.#age = { baseMs: this.ageMs + Number(file.getMeta('age') ?? 0), monoMs: this.#options.monoMs() }
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
      for (const { content, ...one } of batches) pending.add(one, content)
  }

  #write(file: OutboxFile): void {
    file.transaction(() => {
      for (const [cushion, one] of this.#ledger.all()) writeCushion(file, cushion, one)
      file.setMeta('age', String(Math.round(this.ageMs)))
    })
  }

  /**
   * On a full disk: first let go of what is done, with the room held back for that; then write as much as fits, one by
   * one, oldest first. Until all of it fits, the state on the disk is older than the newest batches there.
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

  /** Damage that shows while running: numbers go on in a new file under the same name, this run knows which it has used. */
  #repair(error: unknown): void {
    this.#file?.close()
    this.#file = null
    this.#begun = false
    this.#putAside(error)
    this.#ledger.fileLost()
    try {
      this.#file = this.#openFile(this.#options.file)
    } catch (cause) {
      this.#inMemory(cause)
    }
  }

  #putAside(error: unknown): void {
    const aside = setAsideOutboxFile(this.#options.file, this.#options.wallMs())
    this.#setAside = `The outbox file was damaged and has been set aside as ${aside}. Readings in it that were not yet stored are missing from the history; keep the file if you want to try to recover them.`
    this.#options.log.error({ aside, err: error }, this.#setAside)
  }
}
