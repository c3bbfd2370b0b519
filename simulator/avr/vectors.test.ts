/** The vectors for firmware authors, run against the reference firmware's machine code: what the host may send. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeBoardMessage } from '../../firmware-protocol/index.ts'
import { BoardProgram } from '../board/board.ts'
import { testBoard } from './testing.ts'

interface Vector {
  readonly direction: string
  readonly note: string
  readonly line: string
  readonly ok: boolean
  readonly code?: string
  readonly command: unknown
}

const file: { lines: Vector[]; answers: { note: string; command: string; answer: string }[] } = JSON.parse(
  readFileSync(new URL('../../firmware-protocol/vectors.json', import.meta.url), 'utf8'),
)
const vectors = file.lines.filter(({ direction }) => direction === 'host-to-board')
const pairs = file.answers
const virtualBoard = { id: 'desk-1', channels: 8, bits: 10, rateHz: 10, speed: 1 }

/** The grammar allows more than this board takes; the specification allows it to say so. */
const refusedByThisBoard = new Map([['fastest rate of the grammar', { code: 'range', command: 'RATE' }]])
const emptyOnThisBoard = new Map([['ask for constants', { code: 'empty', command: 'CAL?' }]])

test('there are enough of them', () => {
  expect(vectors.length).toBeGreaterThan(20)
})

test.each(vectors)('$note', async ({ note, line, ok, code, command }) => {
  const board = await testBoard()
  board.reset().run(100)
  const answers = board.ask(`${line}\n`)
  expect(answers).toHaveLength(1)
  const narrower = refusedByThisBoard.get(note) ?? emptyOnThisBoard.get(note)
  if (narrower !== undefined) expect(answers).toEqual([{ type: 'refused', ...narrower }])
  else if (!ok) expect(answers).toEqual([{ type: 'refused', code, command }])
  else expect(answers[0]?.type).toMatch(/^(hello|ack)$/)
})

test.each(pairs)('answer: $note', async ({ command, answer }) => {
  const board = await testBoard()
  board.reset().run(100)
  expect(board.ask(`${command}\n`).map(encodeBoardMessage)).toEqual([`${answer}\n`])
  const virtual = new BoardProgram({ ...virtualBoard, scan: () => [] })
  virtual.reset(0, 'power-on')
  expect(virtual.receive(`${command}\n`, 100)).toBe(`${answer}\n`)
})
