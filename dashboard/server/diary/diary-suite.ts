/** What every diary must do; run on SQLite and on PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import { silentLog } from '../../../platform/log.ts'
import type { PostgresAccess } from '../../../platform/postgres/pool.ts'
import { createDiaries, type Diaries, type DiaryBook } from './diaries.ts'
import type { KeptDecision } from './diary-rows.ts'
import type { KeptPrescription } from './prescription-book.ts'
import { aCheckIn, always } from './testing.ts'

const decision: KeptDecision = {
  ...{ kind: 'step-up', proposalId: 'p', decision: 'accepted', day: '2026-03-02', decidedAtMs: 1 },
  ...{ decidedBy: null, changes: [{ limit: 'boutMin', from: 45, to: 49.5 }], reasons: ['why'] },
  ...{ before: startingTolerance, undoneAtMs: null },
}
const prescription = (revision: number): KeptPrescription => ({
  ...{ revision, atMs: 5, author: 'petra', reason: `reason ${revision}`, tolerance: startingTolerance },
  ...{
    before: null,
    locked: ['boutMin'],
    nextReview: '2026-04-01',
    stepsUpToPercent: 20,
    questions: ['Sleep?'],
  },
})

/** `fresh`: where a diary without anything in it can be kept; null: in the file. */
export function diarySuite(name: string, fresh: () => Promise<PostgresAccess | null>): void {
  describe(`the diary in ${name}`, () => {
    let folder: string
    let postgres: PostgresAccess | null
    const opened: Diaries[] = []
    const open = (): DiaryBook => openBoth().of(false)
    const openBoth = (): Diaries => {
      const diaries = createDiaries({
        ...{ realFile: join(folder, 'diary.db'), simulatedFile: join(folder, 'simulated.db') },
        ...{ postgres, log: silentLog },
      })
      opened.push(diaries)
      return diaries
    }
    const reopened = async (): Promise<DiaryBook> => {
      for (const each of opened.splice(0)) await each.stop()
      return open()
    }
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'sitbone-diary-'))
      postgres = await fresh()
    })
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    it('keeps check-ins by cushion, over a restart', async () => {
      const diary = open()
      await diary.putCheckIn('desk-1', aCheckIn({ answers: [{ question: 'Sleep?', value: 3 }] }))
      await diary.putCheckIn('desk-2', aCheckIn({ pain: 7 }))
      const again = await reopened()
      expect(await again.checkIns('desk-1', always)).toEqual([
        aCheckIn({ answers: [{ question: 'Sleep?', value: 3 }] }),
      ])
      expect(await again.countOn('desk-1', '2026-03-02')).toBe(1)
      expect(await again.checkIns('desk-1', { fromMs: 0, toMs: 1000 })).toEqual([])
    })
    it('the same id replaces, deleting says whether there was one, and it can come back', async () => {
      const diary = open()
      await diary.putCheckIn('desk-1', aCheckIn())
      await diary.putCheckIn('desk-1', aCheckIn({ pain: 4, note: null }))
      expect(await diary.checkIns('desk-1', always)).toEqual([aCheckIn({ pain: 4, note: null })])
      expect(await diary.deleteCheckIn('desk-1', 'a')).toBe(true)
      expect(await diary.deleteCheckIn('desk-1', 'a')).toBe(false)
      await diary.putCheckIn('desk-1', aCheckIn())
      expect(await diary.checkIn('desk-1', 'a')).toEqual(aCheckIn())
    })
    it('the highest morning pain of each day', async () => {
      const diary = open()
      for (const [id, pain, when] of [
        ['a', 3, 'morning'],
        ['b', 5, 'morning'],
        ['c', 9, 'other'],
      ] as const)
        await diary.putCheckIn('desk-1', aCheckIn({ id, pain, when }))
      expect(await diary.morningPains('desk-1')).toEqual([{ day: '2026-03-02', pain: 5, when: 'morning' }])
    })
    it('a suggestion is decided once, and an undone decision counts as declined from then on', async () => {
      const diary = open()
      expect(await diary.addDecision('desk-1', decision)).toBe(true)
      expect(await diary.addDecision('desk-1', { ...decision, decision: 'declined' })).toBe(false)
      expect(await diary.decisions('desk-1')).toEqual([decision])
      await diary.undoDecision('desk-1', { proposalId: 'p', atMs: 2 })
      expect(await diary.decisions('desk-1')).toEqual([{ ...decision, decision: 'declined', undoneAtMs: 2 }])
      await diary.removeDecision('desk-1', 'p')
      expect(await diary.decisions('desk-1')).toEqual([])
    })
    it('everything follows a cushion that becomes a sitter’s, beside what they have already, and goes with them', async () => {
      const diaries = openBoth()
      const diary = diaries.of(false)
      const entry = { id: 'e', atMs: 5, day: '2026-03-02', kind: 'run' as const, minutes: 30, note: null }
      await diary.entries.put('desk-1', entry)
      await diary.entries.putSetup('desk-1', { answers: { side: 'left' }, updatedAtMs: 7 })
      await diary.entries.put('person/x', { ...entry, minutes: 5 })
      await diary.putBaseline('desk-1', { morningPain: 2, comfortableBoutMin: 27.5 })
      await diary.addRedFlagAnswer('desk-1', { flags: ['fever'], atMs: 1 })
      await diary.visaH.put('desk-1', { day: '2026-03-02', total: 60, by: 'petra' })
      await diary.prescriptions.add('desk-1', prescription(1))
      await diaries.rename('desk-1', 'person/x')
      const again = await reopened()
      expect(await again.entries.list('person/x', always)).toEqual([{ ...entry, minutes: 5 }])
      expect(await again.entries.setup('person/x')).toEqual({ answers: { side: 'left' }, updatedAtMs: 7 })
      expect(await again.baseline('person/x')).toEqual({ morningPain: 2, comfortableBoutMin: 27.5 })
      expect(await again.openRedFlags('person/x')).toEqual(['fever'])
      expect(await again.visaH.list('person/x')).toEqual([{ day: '2026-03-02', total: 60, by: 'petra' }])
      expect(await again.prescriptions.list('person/x', 'desk-1')).toEqual([prescription(1)])
      await openBoth().forget('person/x')
      expect(await again.entries.list('person/x', always)).toEqual([])
      expect(await again.openRedFlags('person/x')).toEqual([])
      expect(await again.prescriptions.list('person/x', 'desk-1')).toEqual([])
    })
    it('red flags stay open until a person clears them, whatever is answered later', async () => {
      const diary = open()
      await diary.addRedFlagAnswer('desk-1', { flags: ['numbness'], atMs: 1 })
      await diary.addRedFlagAnswer('desk-1', { flags: [], atMs: 1 })
      expect((await diary.redFlagAnswers('desk-1')).map(({ flags }) => flags)).toEqual([[], ['numbness']])
      expect(await diary.openRedFlags('desk-1')).toEqual(['numbness'])
      expect(await diary.openRedFlags('desk-2')).toEqual([])
      await diary.clearRedFlags('desk-1', { atMs: 3, by: null })
      expect(await diary.openRedFlags('desk-1')).toEqual([])
      expect((await diary.redFlagAnswers('desk-1')).map(({ clearedAtMs }) => clearedAtMs)).toEqual([3, 3])
    })
    it('of two prescriptions with one number, one is kept, wherever it was written', async () => {
      const [one, other] = [open(), open()]
      const both = await Promise.all(
        [one, other].map(({ prescriptions }) => prescriptions.add('desk-1', prescription(1))),
      )
      expect(both.toSorted()).toEqual([false, true])
      expect(await other.prescriptions.add('desk-1', prescription(2))).toBe(true)
      expect(await one.prescriptions.list('desk-1')).toEqual([prescription(2), prescription(1)])
      expect(await one.prescriptions.nextReview('desk-1')).toBe('2026-04-01')
      await one.prescriptions.remove('desk-1', 2)
      expect(await other.prescriptions.list('desk-1')).toEqual([prescription(1)])
    })
    it('comments in order, and who has read them; the first reading counts', async () => {
      const { comments } = open()
      const comment = { id: 'c', atMs: 5, thread: 'c', madeAtMs: 6, author: 'Petra', authorKey: 'petra' }
      await comments.add('desk-1', { ...comment, text: 'one' })
      await comments.add('desk-1', { ...comment, id: 'd', madeAtMs: 7, text: 'two' })
      expect((await comments.list('desk-1', always)).map(({ text }) => text)).toEqual(['one', 'two'])
      expect((await comments.unread('desk-1', 'anna', 9)).map(({ id }) => id)).toEqual(['d', 'c'])
      expect(await comments.unread('desk-1', 'petra', 9)).toEqual([])
      for (const name of ['Anna', null])
        await comments.markRead('desk-1', ['c', 'nowhere'], { key: 'anna', name, atMs: 8 })
      expect(await comments.reads('desk-1')).toEqual([{ comment: 'c', readerKey: 'anna', reader: 'Anna' }])
      expect((await comments.unread('desk-1', 'anna', 9)).map(({ id }) => id)).toEqual(['d'])
      await comments.delete('desk-1', 'c')
      expect(await comments.find('desk-1', 'c')).toBeNull()
      expect(await comments.reads('desk-1')).toEqual([])
    })
    it('what is read, decided and written in one transaction is so for others too, or did not happen', async () => {
      const one = open()
      // Of a file, two in one program would wait for each other.
      const other = postgres === null ? one : open()
      const addIfLast = (diary: DiaryBook, id: string) =>
        diary.transaction(async (pages) => {
          if ((await pages.countOn('desk-1', '2026-03-02')) >= 1) return 'full'
          await pages.putCheckIn('desk-1', aCheckIn({ id }))
          return 'added'
        })
      const all = await Promise.all(
        ['a', 'b', 'c', 'd'].map((id, at) => addIfLast(at % 2 === 0 ? one : other, id)),
      )
      expect(all.toSorted()).toEqual(['added', 'full', 'full', 'full'])
      const failing = other.transaction(async (pages) => {
        await pages.putCheckIn('desk-1', aCheckIn({ id: 'e' }))
        throw new Error('changed my mind')
      })
      await expect(failing).rejects.toThrow('changed my mind')
      expect(await one.checkIns('desk-1', always)).toHaveLength(1)
    })
    it('its version changes with what is written here and elsewhere, and with nothing else', async () => {
      const [one, other] = [open(), open()]
      const versions = [await one.version(), await one.version()]
      await one.checkIns('desk-1', always)
      versions.push(await one.version())
      expect(new Set(versions).size).toBe(1)
      await one.putCheckIn('desk-1', aCheckIn())
      versions.push(await one.version())
      await other.deleteCheckIn('desk-1', 'a')
      versions.push(await one.version())
      expect(new Set(versions).size).toBe(3)
    })
    it('simulated entries are apart', async () => {
      const diaries = openBoth()
      await diaries.of(true).putCheckIn('desk-1', aCheckIn())
      expect(await diaries.of(false).checkIns('desk-1', always)).toEqual([])
      expect(await diaries.of(null).checkIns('desk-1', always)).toEqual([])
      expect(await diaries.of(true).checkIns('desk-1', always)).toHaveLength(1)
    })
  })
}
