/** What the list needs of each sitter's diary, read again only after something was written in it, here or elsewhere. */
import type { RedFlag } from '../../../core/model/diary/red-flags.ts'
import type { PainOfDay } from '../../../core/progress/check-ins.ts'
import type { Diaries, DiaryBook } from '../diary/diaries.ts'

interface DiaryFacts {
  readonly pains: readonly PainOfDay[]
  /** The usual morning as a person has set it; null: not set. */
  readonly setPain: number | null
  readonly openRedFlags: readonly RedFlag[]
  nextReview(place: string): Promise<string | null>
}

/** What was read of one version of the diary. */
interface Reading {
  /** Null: nothing was read yet. */
  version: string | null
  readonly kept: Map<string, DiaryFacts>
}
const unread = (): Reading => ({ version: null, kept: new Map() })

/** Sitters; one diary is small. */
const mostKept = 5000

class SitterDiary {
  readonly #book: DiaryBook
  #reading = unread()

  constructor(book: DiaryBook) {
    this.#book = book
  }

  /** Forgets what was read before the last change. */
  async fresh(): Promise<void> {
    const { version, kept } = this.#reading
    if (version === null) return
    if (kept.size >= mostKept || (await this.#book.version()) !== version) this.#reading = unread()
  }

  async of(key: string): Promise<DiaryFacts> {
    const reading = this.#reading
    if (reading.version === null) {
      // Before the reading: what is written meanwhile is read again. Of two versions the older one, for the same reason.
      const version = await this.#book.version()
      reading.version ??= version
    }
    const facts = reading.kept.get(key) ?? (await this.#read(key))
    reading.kept.set(key, facts)
    return facts
  }

  async #read(key: string): Promise<DiaryFacts> {
    const book = this.#book
    const reviews = new Map<string, string | null>()
    return {
      pains: await book.morningPains(key),
      setPain: (await book.baseline(key)).morningPain,
      openRedFlags: await book.openRedFlags(key),
      async nextReview(place) {
        const known = reviews.get(place)
        if (known !== undefined) return known
        const read = await book.prescriptions.nextReview(key, place)
        reviews.set(place, read)
        return read
      },
    }
  }
}

/** Of real and of simulated cushions. A request asks `fresh` once before it reads. */
export class SitterDiaries {
  readonly #real: SitterDiary
  readonly #simulated: SitterDiary

  constructor(diaries: Diaries) {
    this.#real = new SitterDiary(diaries.of(false))
    this.#simulated = new SitterDiary(diaries.of(true))
  }

  async fresh(): Promise<void> {
    await this.#real.fresh()
    await this.#simulated.fresh()
  }

  of(simulated: boolean | null): SitterDiary {
    return simulated === true ? this.#simulated : this.#real
  }
}
