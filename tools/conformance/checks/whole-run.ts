/** Checks at the end, over every line of the run. */
import type { BoardUnderTest } from '../board-under-test.ts'
import { type Check, fail, type Outcome, pass, skip } from '../check.ts'
import type { Clause } from '../clauses.ts'

const ofLines = (clause: Clause, title: string): Check => ({
  clause,
  title,
  run: async (board) => (board.watch.lines === 0 ? noLines(board, clause) : counted(board, clause)),
})

const ofFrames = (clause: Clause, title: string, note?: string): Check => ({
  clause,
  title,
  run: async (board) => {
    const { watch } = board
    if (watch.frames === 0) return skip('no frame came')
    if (clause !== '2.3' && watch.goodFrames === 0) return skip('no frame has the right form: see 2.3')
    return counted(board, clause, note)
  },
})

const wrap = 'the wrap at 2^32 takes weeks and was not seen'

export const wholeRunChecks: readonly Check[] = [
  ofLines('1.1', 'every line: $, printable ASCII, *, four hex digits, LF; nothing between lines'),
  ofLines('1.2', 'every line: the fields of its type'),
  ofLines('1.3', 'every line: at most 512 bytes'),
  ofLines('1.5', 'every line: right checksum, upper case'),
  ofFrames('2.3', 'every frame: seq, ms and the number of counts in the hello'),
  ofFrames('2.4', 'every frame: counts within bits'),
  ofFrames('2.5', 'every frame: seq', wrap),
  ofFrames('2.6', 'every frame: ms', wrap),
  ofFrames('4.2', 'seq and ms start again only with a hello'),
  { clause: '2.7', title: 'every answer: once and within 1 s', run: answers },
]

function counted({ watch }: BoardUnderTest, clause: Clause, note?: string): Outcome {
  const fault = watch.faults.get(clause)
  if (fault !== undefined) return fail(`${fault.count} of ${watch.lines} lines: ${fault.examples.join('; ')}`)
  if (clause === '1.1' && watch.crLf > 0)
    return pass(`${watch.crLf} lines end with CR LF, which hosts accept; LF alone is shorter`)
  const { size } = watch.unknownTypes
  const unknown =
    clause === '1.2' && size > 0 ? `types the host ignores: ${[...watch.unknownTypes].join(', ')}` : undefined
  return pass(note ?? unknown)
}

function noLines({ watch }: BoardUnderTest, clause: Clause): Outcome {
  return watch.partial > 0 && clause === '1.1' ? fail('no line could be read') : skip('no line came')
}

async function answers({ answers: count, answerFaults }: BoardUnderTest): Promise<Outcome> {
  if (count === 0) return skip('no answer came')
  return answerFaults.length === 0
    ? pass(`${count} answers`)
    : fail(`${answerFaults.length} of ${count} answers: ${answerFaults.slice(0, 3).join('; ')}`)
}
