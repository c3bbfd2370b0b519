/** The vectors for firmware authors, run against the reference firmware's machine code: what the host may send. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testBoard } from './testing.ts'

interface Vector {
  readonly direction: string
  readonly note: string
  readonly line: string
  readonly ok: boolean
  readonly code?: string
  readonly command: unknown
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../firmware-protocol/vectors.json', import.meta.url), 'utf8'),
).lines.filter(({ direction }: Vector) => direction === 'host-to-board')

/** The grammar allows more than this board takes; the specification allows it to say so. */
const refusedByThisBoard = new Map([['fastest rate of the grammar', 'RATE']])

test('there are enough of them', () => {
  expect(vectors.length).toBeGreaterThan(20)
})

test.each(vectors)('$note', async ({ note, line, ok, code, command }) => {
  const board = await testBoard()
  board.reset().run(100)
  const answers = board.ask(`${line}\n`)
  expect(answers).toHaveLength(1)
  const narrower = refusedByThisBoard.get(note)
  if (narrower !== undefined) expect(answers).toEqual([{ type: 'refused', code: 'range', command: narrower }])
  else if (!ok) expect(answers).toEqual([{ type: 'refused', code, command }])
  else expect(answers[0]?.type).toMatch(/^(hello|ack)$/)
})
