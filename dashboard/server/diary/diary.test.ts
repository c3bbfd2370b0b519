import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startingTolerance } from '../../../core/model/tolerance-fields.ts'
import type { CheckIn } from '../../../core/progress/check-ins.ts'
import { silentLog } from '../../../platform/log.ts'
import { createDiaries } from './diaries.ts'
import { Diary } from './diary.ts'
import { DiaryUnavailable } from './diary-file.ts'

let folder: string
let file: string
const opened: Diary[] = []
const open = (log = silentLog): Diary => {
  const diary = new Diary({ file, log })
  opened.push(diary)
  return diary
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-diary-'))
  file = join(folder, 'diary.db')
})
afterEach(() => {
  for (const diary of opened.splice(0)) diary.stop()
  rmSync(folder, { recursive: true, force: true })
})
const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
const checkIn = (over: Partial<CheckIn> = {}): CheckIn => ({
  id: 'a',
  atMs: 1000,
  day: '2026-03-02',
  when: 'morning',
  pain: 3,
  side: 'left',
  place: 'sit-bone',
  note: 'x',
  source: 'person',
  answers: [],
  ...over,
})

describe('the diary', () => {
  it('keeps check-ins by cushion, over a restart', () => {
    const diary = open()
    diary.putCheckIn('desk-1', checkIn())
    diary.putCheckIn('desk-2', checkIn({ pain: 7 }))
    diary.stop()
    expect(open().checkIns('desk-1', all)).toEqual([checkIn()])
  })
  it('the same id replaces, deleting says whether there was one, and it can come back', () => {
    const diary = open()
    diary.putCheckIn('desk-1', checkIn())
    diary.putCheckIn('desk-1', checkIn({ pain: 4, note: null }))
    expect(diary.checkIns('desk-1', all)).toEqual([checkIn({ pain: 4, note: null })])
    expect(diary.deleteCheckIn('desk-1', 'a')).toBe(true)
    expect(diary.deleteCheckIn('desk-1', 'a')).toBe(false)
    diary.putCheckIn('desk-1', checkIn())
    expect(diary.checkIn('desk-1', 'a')).toEqual(checkIn())
  })
  it('a suggestion is decided once', () => {
    const diary = open()
    const made = {
      kind: 'step-up' as const,
      proposalId: 'p',
      decision: 'accepted' as const,
      day: '2026-03-02',
      decidedAtMs: 1,
      decidedBy: null,
      changes: [{ limit: 'boutMin' as const, from: 45, to: 49.5 }],
      reasons: ['why'],
      before: startingTolerance,
      undoneAtMs: null,
    }
    expect(diary.addDecision('desk-1', made)).toBe(true)
    expect(diary.addDecision('desk-1', { ...made, decision: 'declined' })).toBe(false)
    expect(diary.decisions('desk-1')).toEqual([made])
    diary.removeDecision('desk-1', 'p')
    expect(diary.decisions('desk-1')).toEqual([])
  })
  it('an undone decision counts as declined from then on', () => {
    const diary = open()
    const made = {
      kind: 'step-up' as const,
      proposalId: 'p',
      decision: 'accepted' as const,
      day: '2026-03-02',
      decidedAtMs: 1,
      decidedBy: null,
      changes: [],
      reasons: [],
      before: startingTolerance,
      undoneAtMs: null,
    }
    diary.addDecision('desk-1', made)
    diary.undoDecision('desk-1', { proposalId: 'p', atMs: 2 })
    expect(diary.decisions('desk-1')).toEqual([{ ...made, decision: 'declined', undoneAtMs: 2 }])
  })
  it('entries and the first setup are kept over a restart, and follow a cushion that is renamed', () => {
    const diary = open()
    const entry = { id: 'e', atMs: 5, day: '2026-03-02', kind: 'run' as const, minutes: 30, note: null }
    diary.entries.put('desk-1', entry)
    diary.entries.putSetup('desk-1', { answers: { side: 'left' }, updatedAtMs: 7 })
    diary.rename('desk-1', 'desk-2')
    diary.stop()
    const again = open()
    expect(again.entries.list('desk-2', all)).toEqual([entry])
    expect(again.entries.setup('desk-2')).toEqual({ answers: { side: 'left' }, updatedAtMs: 7 })
    expect(again.entries.list('desk-1', all)).toEqual([])
    expect(again.entries.delete('desk-2', 'e')).toBe(true)
    expect(again.entries.delete('desk-2', 'e')).toBe(false)
  })
  it('red flags stay open until a person clears them, whatever is answered later', () => {
    const diary = open()
    diary.addRedFlagAnswer('desk-1', { flags: ['numbness'], atMs: 1 })
    diary.addRedFlagAnswer('desk-1', { flags: [], atMs: 2 })
    expect(diary.openRedFlags('desk-1')).toEqual(['numbness'])
    expect(diary.openRedFlags('desk-2')).toEqual([])
    diary.clearRedFlags('desk-1', { atMs: 3, by: null })
    expect(diary.openRedFlags('desk-1')).toEqual([])
    expect(diary.redFlagAnswers('desk-1').map(({ clearedAtMs }) => clearedAtMs)).toEqual([3, 3])
  })
  it('simulated entries are in a separate file', () => {
    const simulatedFile = join(folder, 'simulated', 'diary.db')
    const diaries = createDiaries({ realFile: file, simulatedFile, log: silentLog })
    diaries.of(true).putCheckIn('desk-1', checkIn())
    expect(existsSync(file)).toBe(false)
    expect(diaries.of(false).checkIns('desk-1', all)).toEqual([])
    expect(diaries.of(null).checkIns('desk-1', all)).toEqual([])
    diaries.stop()
  })
})

describe('trouble with the file', () => {
  it('no database: set aside, said, and a new one begun', () => {
    writeFileSync(file, 'not a database, at any rate not one of SQLite'.repeat(100))
    const said: string[] = []
    const diary = open({ ...silentLog, warn: (_fields, message) => void said.push(message) })
    diary.putCheckIn('desk-1', checkIn())
    expect(diary.checkIns('desk-1', all)).toHaveLength(1)
    expect(readdirSync(folder).some((name) => name.startsWith('diary.db.corrupt-'))).toBe(true)
    expect(said.join()).toMatch(/kept as .*corrupt.*sqlite3/)
  })
  it('a newer file is left alone', () => {
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(() => open().baseline('desk-1')).toThrow(/newer Sitbone/)
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])
  })
  it('a file that cannot be opened is a DiaryUnavailable with a way on, and it goes on once that is mended', () => {
    symlinkSync(join(folder, 'elsewhere.db'), file)
    const diary = open()
    expect(() => diary.putCheckIn('desk-1', checkIn())).toThrow(DiaryUnavailable)
    expect(() => diary.putCheckIn('desk-1', checkIn())).toThrow(/Nothing was changed.*log/)
    expect(readdirSync(folder)).toEqual(['diary.db'])
    rmSync(file)
    diary.putCheckIn('desk-1', checkIn())
    expect(diary.checkIns('desk-1', all)).toHaveLength(1)
  })
  it.skipIf(process.getuid?.() === 0)('a folder that may not be written', () => {
    chmodSync(folder, 0o500)
    expect(() => open().putCheckIn('desk-1', checkIn())).toThrow(DiaryUnavailable)
    chmodSync(folder, 0o700)
  })
})
