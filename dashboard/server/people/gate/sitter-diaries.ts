/** The diary follows the sitter, not the cushion: whatever cushion is asked about, these are the sitter's own entries. */
import type { Diaries, DiaryPages } from '../../diary/diaries.ts'

/** No cushion can be called so (contract/topics.ts). */
export const diaryKeyOf = (sitterId: string): string => `person/${sitterId}`

export interface OwnDiary {
  readonly sitterId: string
  /** Without them the entries come without what the sitter wrote. */
  readonly notes: boolean
}

export function sitterDiaries(diaries: Diaries, { sitterId, notes }: OwnDiary): Diaries {
  const key = diaryKeyOf(sitterId)
  const own = (book: DiaryPages): DiaryPages => ({
    checkIns: async (_cushion, range) =>
      (await book.checkIns(key, range)).map((one) => (notes ? one : { ...one, note: null })),
    morningPains: () => book.morningPains(key),
    checkIn: (_cushion, id) => book.checkIn(key, id),
    putCheckIn: (_cushion, checkIn) => book.putCheckIn(key, checkIn),
    deleteCheckIn: (_cushion, id) => book.deleteCheckIn(key, id),
    countOn: (_cushion, day) => book.countOn(key, day),
    decisions: () => book.decisions(key),
    addDecision: (_cushion, made) => book.addDecision(key, made),
    undoDecision: (_cushion, undone) => book.undoDecision(key, undone),
    removeDecision: (_cushion, proposalId) => book.removeDecision(key, proposalId),
    redFlagAnswers: () => book.redFlagAnswers(key),
    openRedFlags: () => book.openRedFlags(key),
    addRedFlagAnswer: (_cushion, answer) => book.addRedFlagAnswer(key, answer),
    clearRedFlags: (_cushion, cleared) => book.clearRedFlags(key, cleared),
    baseline: () => book.baseline(key),
    putBaseline: (_cushion, baseline) => book.putBaseline(key, baseline),
    entries: {
      list: async (_cushion, range) =>
        (await book.entries.list(key, range)).map((one) => (notes ? one : { ...one, note: null })),
      has: (_cushion, id) => book.entries.has(key, id),
      put: (_cushion, entry) => book.entries.put(key, entry),
      delete: (_cushion, id) => book.entries.delete(key, id),
      countOn: (_cushion, day) => book.entries.countOn(key, day),
      setup: () => book.entries.setup(key),
      putSetup: (_cushion, setup) => book.entries.putSetup(key, setup),
    },
    comments: {
      list: (_cushion, range) => book.comments.list(key, range),
      thread: (_cushion, thread) => book.comments.thread(key, thread),
      find: (_cushion, id) => book.comments.find(key, id),
      add: (_cushion, comment) => book.comments.add(key, comment),
      delete: (_cushion, id) => book.comments.delete(key, id),
      reads: () => book.comments.reads(key),
      unread: (_cushion, readerKey, most) => book.comments.unread(key, readerKey, most),
      markRead: (_cushion, ids, reader) => book.comments.markRead(key, ids, reader),
    },
    visaH: {
      list: () => book.visaH.list(key),
      put: (_cushion, total) => book.visaH.put(key, total),
      delete: (_cushion, day) => book.visaH.delete(key, day),
    },
    // Limits belong to a cushion and its seat, so these go by cushion too.
    prescriptions: {
      list: (cushion) => book.prescriptions.list(key, cushion),
      nextReview: (cushion) => book.prescriptions.nextReview(key, cushion),
      add: (cushion, made) => book.prescriptions.add(key, made, cushion),
      remove: (cushion, revision) => book.prescriptions.remove(key, revision, cushion),
    },
  })
  return {
    of(simulated) {
      const book = diaries.of(simulated)
      return {
        ...own(book),
        version: () => book.version(),
        transaction: (work) => book.transaction((pages) => work(own(pages))),
      }
    },
    start() {},
    async rename() {},
    async forget() {},
    async stop() {},
  }
}
