/** What the list needs of each sitter's diary, read again only after something was written in it, here or elsewhere. */
import type { RedFlag } from '../../../core/model/diary/red-flags.ts'
import type { PainOfDay } from '../../../core/progress/check-ins.ts'
import type { Diaries, DiaryBook } from '../diary/diaries.ts'

interface DiaryFacts {
  readonly pains: readonly PainOfDay[]
  /** The usual morning as a person has set it; null: not set. */
  readonly setPain: number | null
  readonly openRedFlags: readonly RedFlag[]
  nextReview(place: string): string | null
}

/** Sitters; one diary is small. */
const mostKept = 5000

class SitterDiary {
  readonly #book: DiaryBook
  readonly #kept = new Map<string, DiaryFacts>()
  #version = ''

  constructor(book: DiaryBook) {
    this.#book = book
  }

  /** Forgets what was read before the last change. */
  fresh(): void {
    if (this.#kept.size === 0) return
    if (this.#kept.size >= mostKept || this.#book.version() !== this.#version) this.#kept.clear()
  }

  of(key: string): DiaryFacts {
    // Before the reading: what is written meanwhile is read again.
    if (this.#kept.size === 0) this.#version = this.#book.version()
    const kept = this.#kept.get(key) ?? this.#read(key)
    this.#kept.set(key, kept)
    return kept
  }

  #read(key: string): DiaryFacts {
    const book = this.#book
    const reviews = new Map<string, string | null>()
    return {
      pains: book.morningPains(key),
      setPain: book.baseline(key).morningPain,
      openRedFlags: book.openRedFlags(key),
      nextReview(place) {
        const known = reviews.get(place)
        if (known !== undefined) return known
        const read = book.prescriptions.nextReview(key, place)
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

  fresh(): void {
    this.#real.fresh()
    this.#simulated.fresh()
  }

  of(simulated: boolean | null): SitterDiary {
    return simulated === true ? this.#simulated : this.#real
  }
}
