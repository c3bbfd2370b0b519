/** The reference firmware's machine code, clause by clause of the wire specification. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBoardLine, encodeLine } from '../../firmware-protocol/index.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { decodeAll, framesOf, testBoard } from './testing.ts'

describe('hello', () => {
  test('comes after a reset, with a line end before it, before any frame', async () => {
    const text = (await testBoard()).reset('power-on').runText(500)
    expect(text).toMatch(/^\n\$H,/)
    const [hello] = decodeAll(text)
    expect(hello).toEqual({
      type: 'hello',
      proto: 1,
      firmware: '0.2.0',
      dev: 'fsr8',
      id: null,
      channels: 8,
      bits: 10,
      rateHz: 10,
      resetCause: 1,
      boot: 1,
      ms: 0,
      extra: {},
    })
    expect(text).not.toContain('sim=')
  })

  test('is repeated when asked, with the present time and rate', async () => {
    const board = await testBoard()
    board.reset().run(1000)
    board.ask({ type: 'rate', hz: 25 })
    const [hello] = board.ask({ type: 'hello' })
    expect(hello).toMatchObject({ type: 'hello', rateHz: 25, boot: 1 })
    expect(hello?.type === 'hello' && hello.ms).toBeGreaterThan(1000)
  })

  test('reports why the board started, and counts its starts across power loss', async () => {
    const board = await testBoard()
    const told = (['power-on', 'external', 'brown-out', 'power-on'] as const).map((cause) => {
      const [hello] = board.reset(cause).run(100)
      return hello?.type === 'hello' ? [hello.resetCause, hello.boot] : null
    })
    expect(told).toEqual([
      [1, 1],
      [2, 2],
      [4, 3],
      [1, 4],
    ])
  })

  test('starts are counted through every place of the EEPROM, and a record that power loss cut is not taken', async () => {
    const board = await testBoard()
    for (let start = 1; start <= 150; start++) {
      board.reset().runText(30)
      // Every third start loses power while its number is being written.
      if (start % 3 === 0) {
        board.board.reset('brown-out')
        board.runText(5)
      }
    }
    const [hello] = board.reset().run(60)
    const boot = hello?.type === 'hello' ? (hello.boot ?? 0) : 0
    expect(boot).toBeGreaterThanOrEqual(151)
    expect(boot).toBeLessThanOrEqual(201)
  })
})

describe('frames', () => {
  test.each([1, 3, 10, 25, 50])('come at %d Hz, numbered without a gap', async (hz) => {
    const board = await testBoard()
    board.reset().run(100)
    board.ask({ type: 'rate', hz })
    board.run(1100)
    const frames = framesOf(board.run(4000))
    expect(Math.abs(frames.length - 4 * hz)).toBeLessThanOrEqual(1)
    const first = frames[0]
    const last = frames.at(-1)
    if (first === undefined || last === undefined) throw new Error('no frames')
    expect(frames.map(({ seq }) => seq - first.seq)).toEqual(frames.map((_, i) => i))
    expect(Math.abs(last.ms - first.ms - ((frames.length - 1) * 1000) / hz)).toBeLessThanOrEqual(1)
  })

  test('a reset brings the own rate back and counts from zero', async () => {
    const board = await testBoard()
    board.reset().run(100)
    board.ask({ type: 'rate', hz: 50 })
    const [hello, ...rest] = board.reset().run(1000)
    expect(hello).toMatchObject({ type: 'hello', rateHz: 10 })
    expect(framesOf(rest).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('board time is true within a millisecond', async () => {
    const board = await testBoard()
    board.reset().run(500)
    const startMs = board.board.nowMs
    const [early] = board.ask({ type: 'ping', token: 'a' })
    board.board.runTo(startMs + 10_000)
    const [late] = board.ask({ type: 'ping', token: 'b' })
    const ms = (message: typeof early) => (message?.type === 'ack' ? Number(message.args[1]) : Number.NaN)
    expect(Math.abs(ms(late) - ms(early) - 10_000)).toBeLessThanOrEqual(1)
  })

  test('short steps of odd length do not stand still', async () => {
    const { board } = await testBoard({ startMs: 0 })
    board.reset('power-on')
    board.runTo(100)
    const startMs = board.nowMs
    for (let step = 0; step < 2000; step++) board.runTo(board.nowMs + 0.4)
    expect(board.nowMs - startMs).toBeGreaterThan(799)
  })

  test('every count of every input is read right', async () => {
    const board = await testBoard()
    board.board.model.sitter.stand()
    for (const cell of [0, 7]) {
      for (const adc of [0, 1, 511, 512, 777, 1022, 1023]) {
        board.board.model.setFault(cell, { kind: 'stuck', adc })
        const frames = framesOf(board.reset().run(250))
        expect(frames.at(-1)?.counts[cell]).toBe(adc)
      }
    }
  })
})

describe('commands', () => {
  test('PING brings the token back with the time of the answer', async () => {
    const board = await testBoard()
    board.reset().run(1000)
    const [answer] = board.ask({ type: 'ping', token: 'a b=c;'.padEnd(32, 'x') })
    if (answer?.type !== 'ack') throw new Error('no answer')
    expect(answer.args[0]).toBe('a b=c;'.padEnd(32, 'x'))
    // Its time starts after some 20 ms, once it has stored the start count.
    expect(Math.abs(Number(answer.args[1]) - 985)).toBeLessThan(15)
  })

  test('BUZZ runs the motor pin so long, a new one replaces the last, 0 stops it', async () => {
    const board = await testBoard()
    board.reset().run(100)
    expect(board.ask({ type: 'buzz', ms: 300 })).toMatchObject([{ command: 'BUZZ', args: ['300'] }])
    expect(board.board.motorRuns).toBe(true)
    // Frames continue meanwhile.
    expect(framesOf(board.run(500))).toHaveLength(5)
    board.ask({ type: 'buzz', ms: 60_000 })
    board.ask({ type: 'buzz', ms: 0 })
    expect(board.board.motorRuns).toBe(false)
    const [first, second] = board.board.buzzes
    expect(first?.forMs).toBeCloseTo(300, -0.5)
    expect(second?.forMs).toBeLessThan(120)
  })

  test('a name outlives power loss, the last one counts, and one that was cut leaves the one before', async () => {
    const board = await testBoard()
    const idAfter = () => {
      const [hello] = board.reset('power-on').run(100)
      return hello?.type === 'hello' ? hello.id : undefined
    }
    expect(idAfter()).toBe(null)
    const ofAllCharacters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('')
    const legal = ofAllCharacters.replaceAll(/[$*,]/g, '').match(/.{1,32}/g) ?? []
    for (const text of ['desk-1', 'Desk of Ann', ...legal, 'x'.repeat(32), 'desk-4']) {
      expect(board.ask({ type: 'id', text })).toEqual([{ type: 'ack', command: 'ID', args: [text] }])
      expect(board.ask({ type: 'hello' })).toMatchObject([{ id: text }])
      board.run(300)
      expect(idAfter()).toBe(text)
    }
    board.tell({ type: 'id', text: 'cut-in-the-middle' }).run(40)
    expect(idAfter()).toBe('desk-4')
  })

  test('constants outlive power loss, one cell at a time; cut in the middle they are gone, never half of them', async () => {
    const board = await testBoard()
    board.reset().run(100)
    const constants = { k: 0xff_ffff, n: 3000, creep: 255, loop: 500, zero: 2047, error: 255, day: 65_535 }
    const all = fsr8.cells.map((_, cell) => ({ ...constants, cell, n: 900 + cell }))
    for (const each of all) {
      const answer = { type: 'ack', command: 'CAL', args: [String(each.cell)] }
      expect(board.ask({ type: 'keep', constants: each })).toEqual([answer])
      board.run(400)
    }
    const asked = () => all.flatMap(({ cell }) => board.ask({ type: 'constants', cell }))
    const kept = all.map((each) => ({ type: 'constants', constants: each }))
    expect(asked()).toEqual(kept)
    board.reset('power-on').run(100)
    expect(asked()).toEqual(kept)
    board.tell({ type: 'keep', constants: { ...constants, cell: 3, k: 1, n: 950, day: 1 } }).run(10)
    board.reset('power-on').run(100)
    expect(asked()).toEqual(all.map(() => ({ type: 'refused', code: 'empty', command: 'CAL?' })))
  })

  test('a second name while the first is still being written is refused as busy', async () => {
    const board = await testBoard()
    board.reset().run(100)
    const answers = board.ask({ type: 'id', text: 'one' }, { type: 'id', text: 'two' })
    expect(answers).toEqual([
      { type: 'ack', command: 'ID', args: ['one'] },
      { type: 'refused', code: 'busy', command: 'ID' },
    ])
    board.run(300)
    expect(board.reset().run(100)).toMatchObject([{ id: 'one' }])
  })

  test.each([
    ['RATE,0', 'range', 'RATE'],
    ['RATE,51', 'range', 'RATE'],
    ['RATE', 'range', 'RATE'],
    ['RATE,', 'range', 'RATE'],
    ['RATE,1,2', 'range', 'RATE'],
    ['RATE,-1', 'range', 'RATE'],
    ['RATE,4294967306', 'range', 'RATE'],
    ['RATE,00000000010', 'range', 'RATE'],
    ['BUZZ,60001', 'range', 'BUZZ'],
    ['BUZZ,1e3', 'range', 'BUZZ'],
    ['PING', 'range', 'PING'],
    ['PING,', 'range', 'PING'],
    [`PING,${'x'.repeat(33)}`, 'range', 'PING'],
    [`ID,${'x'.repeat(33)}`, 'range', 'ID'],
    ['ID,a,b', 'range', 'ID'],
    ['CAL?,8', 'range', 'CAL?'],
    ['CAL?', 'range', 'CAL?'],
    ['CAL?,0', 'empty', 'CAL?'],
    ['CAL,8,564000,950,50,100,3,50,20787', 'range', 'CAL'],
    ['CAL,0,564000,950,50,100,3,50', 'range', 'CAL'],
    ['CAL,0,564000,950,50,100,3,50,20787,1', 'range', 'CAL'],
    ['CAL,0,0,950,50,100,3,50,20787', 'range', 'CAL'],
    ['CAL,0,564000,950,50,100,3,256,20787', 'range', 'CAL'],
    ['ID,', 'range', 'ID'],
    ['HELLO?,1', 'range', 'HELLO?'],
    ['DANCE', 'unknown', 'DANCE'],
    ['ping,1', 'unknown', null],
    ['', 'unknown', null],
    ['ABCDEFGHIJKLMNOPQ', 'unknown', null],
  ] as const)('%s is refused as %s', async (body, code, command) => {
    const board = await testBoard()
    board.reset().run(100)
    expect(board.ask(encodeLine(body))).toEqual([{ type: 'refused', code, command }])
  })

  test('leading zeros are read as such', async () => {
    const board = await testBoard()
    board.reset().run(100)
    expect(board.ask(encodeLine('RATE,0000000020'))).toMatchObject([{ command: 'RATE', args: ['20'] }])
  })
})

describe('broken lines', () => {
  const good = encodeLine('PING,1')
  test.each([
    ['another checksum', good.replace('PING', 'PONG')],
    ['no checksum', '$PING,1\n'],
    ['a checksum in lower case', encodeLine('PING,17').replace('B', 'b')],
    ['no $', 'PING,1*5B6D\n'],
    ['two *', encodeLine('PING,1').replace('*', '**')],
    ['a control character', '$PING,\u0001*0000\n'],
    ['longer than the buffer', `$PING,${'x'.repeat(60)}*0000\n`],
    ['longer than any line', `${'x'.repeat(520)}${good}`],
  ])('%s: E,crc', async (_what, line) => {
    const board = await testBoard()
    board.reset().run(100)
    expect(board.ask(line)).toEqual([{ type: 'refused', code: 'crc', command: null }])
    expect(board.ask(good)).toMatchObject([{ command: 'PING' }])
  })

  test.each([
    ['noise before the last $', `xx$yy${good}`],
    ['CR LF', good.replace('\n', '\r\n')],
    ['empty lines', `\n\r\n\n${good}`],
    ['the tail of a line that was too long', `${'x'.repeat(100)}${good}`],
  ])('%s does no harm', async (_what, line) => {
    const board = await testBoard()
    board.reset().run(100)
    expect(board.ask(line)).toMatchObject([{ command: 'PING' }])
  })

  test('garbage at full line rate: at most four E,crc a second, frames go on, commands after it too', async () => {
    const board = await testBoard()
    board.reset().run(100)
    let seed = 1
    const noise = Buffer.from(
      Array.from({ length: 12_000 }, () => {
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        return seed >> 16
      }),
    )
    board.board.receive(noise)
    const heard = board.run(1300)
    const refused = heard.filter(({ type }) => type === 'refused')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThanOrEqual(8)
    expect(framesOf(heard)).toHaveLength(13)
    expect(board.ask('\n', { type: 'ping', token: 'still-there' })).toContainEqual(
      expect.objectContaining({ command: 'PING' }),
    )
    expect(board.board.starts).toMatchObject({ external: 1, watchdog: 0 })
  })

  test('whatever comes in, what goes out is whole lines, and no start is overlooked', async () => {
    const board = await testBoard()
    board.reset().run(100)
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
            fc.string({ maxLength: 40 }).map((text) => `$${text}*0000\n`),
            fc.constantFrom(good, encodeLine('HELLO?'), encodeLine('RATE,7'), encodeLine('BUZZ,5')),
          ),
          { maxLength: 12 },
        ),
        (pieces) => {
          const lines = board
            .tell(...pieces)
            .runText(150)
            .split('\n')
          // The window may cut the first and the last, not the board.
          for (const line of lines.slice(1, -1))
            expect(decodeBoardLine(line), line).toMatchObject({ ok: true })
        },
      ),
      { numRuns: 60 },
    )
    expect(board.board.starts).toMatchObject({ external: 1, watchdog: 0 })
  })

  test('a flood of commands: what fits is answered in order, the rest is refused, no frame is lost', async () => {
    const board = await testBoard()
    board.reset().run(100)
    board.ask({ type: 'rate', hz: 50 })
    board.tell(...Array.from({ length: 60 }, (_, i) => ({ type: 'ping', token: `${i}` }) as const))
    const heard = board.run(1500)
    const tokens = heard.flatMap((message) => (message.type === 'ack' ? [Number(message.args[0])] : []))
    expect(tokens).toEqual([...new Set(tokens)].toSorted((a, b) => a - b))
    expect(tokens.length).toBeGreaterThan(20)
    expect(heard).toContainEqual({ type: 'refused', code: 'crc', command: null })
    const seqs = framesOf(heard).map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i))
  })
})

describe('watchdog', () => {
  test('a converter that hangs is noticed; the board restarts and reports why', async () => {
    const board = await testBoard()
    board.reset('power-on').run(1000)
    board.board.converterHangs = true
    board.run(5000)
    board.board.converterHangs = false
    const heard = board.run(5000)
    expect(board.board.starts.watchdog).toBeGreaterThanOrEqual(1)
    const [hello] = board.ask({ type: 'hello' })
    expect(hello).toMatchObject({ resetCause: 8, boot: 1 + board.board.starts.watchdog })
    expect(framesOf(heard).length).toBeGreaterThan(10)
  })

  test('does not bite at the slowest rate', async () => {
    const board = await testBoard()
    board.reset().run(100)
    board.ask({ type: 'rate', hz: 1 })
    board.run(8000)
    expect(board.board.starts.watchdog).toBe(0)
  })
})
