import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Frame } from '../../core/model/types.ts'
import type { BoardHello } from './board.ts'
import { createLink, type Link, type LinkJump, type LinkOptions, type LinkState } from './link.ts'
import { memorySource } from './sources/memory-source.ts'
import { type Source, SourceUnavailable } from './sources/source.ts'
import type { Timing } from './timing.ts'
import { WireBoard } from './wire-board.ts'

const quick: Partial<Timing> = {
  helloWaitMs: 40,
  askEveryMs: 15,
  backoffMinMs: 5,
  backoffMaxMs: 20,
  staleExtraMs: 100_000,
  reopenAfterStaleMs: 100_000,
  firstPingEveryMs: 100_000,
  pingEveryMs: 100_000,
  commandTimeoutMs: 60,
  tickMs: 4,
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 2 })

interface Rig {
  link: Link
  /** The board of each connection so far. */
  boards: WireBoard[]
  board(): WireBoard
  frames: Frame[]
  hellos: { board: BoardHello; reset: boolean; nowMs: number }[]
  states: LinkState[]
  details: string[]
  jumps: LinkJump[]
}

const links: Link[] = []
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.stop()))
})

function rig(
  options: Partial<LinkOptions> & { script?: (board: WireBoard) => void; source?: Source } = {},
): Rig {
  const boards: WireBoard[] = []
  const states: LinkState[] = []
  const made: Omit<Rig, 'link'> = {
    boards,
    board: () => {
      const last = boards.at(-1)
      if (last === undefined) throw new Error('not opened yet')
      return last
    },
    frames: [],
    hellos: [],
    states,
    details: [],
    jumps: [],
  }
  const source = memorySource('/dev/ttyTEST', () => {
    const board = new WireBoard()
    boards.push(board)
    options.script?.(board)
    return board
  })
  const link = createLink({
    source,
    channels: 2,
    lastAtMs: null,
    log: () => {},
    ...options,
    timing: { ...quick, ...options.timing },
  })
  links.push(link)
  link.start({
    hello: (board, at) => made.hellos.push({ board, ...at }),
    frame: (frame) => made.frames.push(frame),
    state: (state, detail) => {
      states.push(state)
      made.details.push(detail)
    },
    clockJump: (jumpMs) => made.jumps.push(jumpMs),
  })
  return { link, ...made }
}

const greeting = (board: WireBoard) => board.hello()
const online = (made: Rig) => until(() => expect(made.link.state().state).toBe('online'))

describe('handshake', () => {
  it('goes online on the hello after a reset, without writing a byte before', async () => {
    const made = rig({ timing: { helloWaitMs: 5000 }, script: greeting })
    await online(made)
    expect(made.states).toEqual(['connecting', 'handshake', 'online'])
    expect(made.hellos).toMatchObject([
      { reset: false, board: { id: 'desk-1', channels: 2, bits: 10, boot: 7 } },
    ])
    expect(made.board().commands).toEqual([])
  })

  it('asks a board that was running already, and leaves its earlier frames out', async () => {
    const made = rig({
      script: (board) => {
        board.frame(5, 500)
        board.onCommand = () => board.hello({ ms: 600 })
      },
    })
    await online(made)
    made.board().frame(6, 700)
    await until(() => expect(made.frames.map((frame) => frame.seq)).toEqual([6]))
    expect(made.link.counters().rejected).toEqual({})
  })

  it('asks four times, says that there is no cushion, and tries again for ever', async () => {
    const made = rig()
    await until(() => expect(made.boards.length).toBeGreaterThan(2))
    expect(made.boards[0]?.asked('hello')).toBe(4)
    expect(made.boards[0]?.destroyed).toBe(true)
    expect(made.states).toEqual(['connecting', 'handshake', 'no-cushion'])
    expect(made.details.at(-1)).toMatch(/no cushion answers.*--port/)
    await until(() => expect(made.boards.length).toBeGreaterThan(4))
    made.board().hello()
    await online(made)
  })

  it('tells noise from silence', async () => {
    const made = rig({ script: (board) => board.raw('\x80\xf8\x00\n\xe6\x1e\x98\n\xf8\x80\n') })
    await until(() => expect(made.states).toContain('no-cushion'))
    expect(made.details.at(-1)).toMatch(/115200 baud/)
    expect(made.link.counters().rejected['no-start']).toBeGreaterThanOrEqual(2)
  })

  it('tells noise without a line end from silence, too', async () => {
    const made = rig({ script: (board) => board.raw('\x80\xf8\x00\xe6\x1e') })
    await until(() => expect(made.states).toContain('no-cushion'))
    expect(made.details.at(-1)).toMatch(/sends bytes.*115200 baud/)
  })

  it('refuses another protocol version and says which', async () => {
    const made = rig({ script: (board) => board.hello({ proto: 2 }) })
    await until(() => expect(made.states).toContain('refused'))
    expect(made.details.at(-1)).toMatch(/protocol version 2; this Sitbone supports version 1/)
    expect(made.hellos).toEqual([])
  })

  it('refuses another number of cells and names both numbers and the flag', async () => {
    const made = rig({ script: (board) => board.hello({ channels: 8 }) })
    await until(() => expect(made.states).toContain('refused'))
    expect(made.details.at(-1)).toMatch(/has 8 cells, but the layout has 2.*--layout/)
  })

  it('takes a second answer to its own question for what it is, not for a reset', async () => {
    const made = rig({
      script: (board) => {
        board.onCommand = () => {
          if (board.asked('hello') !== 2) return
          board.hello({ ms: 50 })
          board.hello({ ms: 51 })
        }
      },
    })
    await online(made)
    made.board().frame(1, 60)
    await until(() => expect(made.frames).toHaveLength(1))
    expect(made.hellos).toHaveLength(1)
  })
})

describe('lines', () => {
  it('does not blame the tail of a line that was cut by opening', async () => {
    const made = rig({
      script: (board) => {
        board.raw('433,439*C630\n\r\n\n')
        board.hello()
      },
    })
    await online(made)
    expect(made.link.counters()).toMatchObject({ rejected: {}, partial: 1 })
  })

  it('counts by reason what it does not take, and goes on', async () => {
    const made = rig({ script: greeting })
    await online(made)
    const board = made.board()
    board.raw('$F,1,100,1,2*0000\n')
    board.raw(`${'x'.repeat(3000)}\n`)
    board.raw('x'.repeat(600))
    board.raw('\n')
    board.frame(1, 100, [1, 1024])
    board.frame(1, 100, [1, 2, 3])
    board.raw('garbage\n')
    board.say('F,1,100,1,x')
    board.say('T,23.5')
    board.frame(1, 100, [1023, 0])
    await until(() => expect(made.frames).toHaveLength(1))
    expect(made.link.counters()).toMatchObject({
      rejected: { crc: 1, overlong: 2, range: 1, channels: 1, 'no-start': 1, number: 1 },
      ignored: 1,
      framesLost: 0,
    })
  })

  it('counts the frames that are missing in the sequence, over both wraps', async () => {
    const made = rig({ script: greeting })
    await online(made)
    const board = made.board()
    const sequence = [10, 11, 14, 15, 65535, 0, 2]
    sequence.forEach((seq, index) => {
      board.frame(seq, 100 * (index + 1))
    })
    await until(() => expect(made.frames).toHaveLength(sequence.length))
    // 12, 13 and 1; the leap to 65535 is more than the board can have made in the time.
    expect(made.link.counters().framesLost).toBe(3)
  })
})

describe('time', () => {
  it('stamps frames with strictly rising host time, also when they come in one burst', async () => {
    const made = rig({ script: greeting })
    await online(made)
    for (let seq = 1; seq <= 50; seq++) made.board().frame(seq, 1000 + seq * 2)
    await until(() => expect(made.frames).toHaveLength(50))
    const stamps = made.frames.map((frame) => frame.atMs)
    stamps.slice(1).forEach((at, index) => {
      expect(at).toBeGreaterThan(stamps[index] ?? at)
    })
    expect(Math.abs((stamps.at(-1) ?? 0) - Date.now())).toBeLessThan(2000)
    expect(made.link.nowMs()).toBeGreaterThanOrEqual(stamps.at(-1) ?? 0)
    expect(made.link.clock()).toEqual({ kind: 'wall', speed: 1 })
  })

  it('never goes back behind the last stamp before a restart, when that is a little ahead', async () => {
    const lastAtMs = Date.now() + 4000
    const made = rig({ script: greeting, lastAtMs })
    await online(made)
    expect(made.link.nowMs()).toBeGreaterThanOrEqual(lastAtMs)
    made.board().frame(1, 100)
    made.board().frame(2, 1100)
    await until(() => expect(made.frames).toHaveLength(2))
    const [first, second] = made.frames
    expect(first?.atMs).toBeGreaterThan(lastAtMs)
    expect(second?.atMs).toBeGreaterThan(first?.atMs ?? 0)
  })

  it('pings a real board and maps its clock', async () => {
    const made = rig({
      timing: { firstPingEveryMs: 5 },
      script: (board) => {
        board.hello()
        board.frame(1, 900)
        board.onCommand = (command) => {
          if (command.type === 'ping') board.say(`A,PING,${command.token},1000`)
        }
      },
    })
    await until(() => expect(made.board().asked('ping')).toBeGreaterThan(2))
    expect(Math.abs((made.link.counters().clockOffsetMs ?? 0) + 1000 - Date.now())).toBeLessThan(2000)
  })

  describe('when the clock of the computer is set', () => {
    const start = Date.now()
    let now: { wall: number; mono: number; up: number }
    let seq: number
    const hostTime = { wallMs: () => now.wall, monoMs: () => now.mono, upMs: () => now.up }
    beforeEach(() => {
      now = { wall: start, mono: 0, up: 0 }
      seq = 0
    })

    /** A second passes, then a frame comes. */
    async function frame(made: Rig): Promise<number> {
      now.wall += 1000
      now.mono += 1000
      now.up += 1000
      made.board().frame(++seq, seq * 1000)
      await until(() => expect(made.frames.at(-1)?.seq).toBe(seq))
      return made.frames.at(-1)?.atMs ?? 0
    }

    it('stamps follow at once, forth and back, and each time is told', async () => {
      const made = rig({ script: greeting, hostTime })
      await online(made)
      const day = 86_400_000
      const stamps = [await frame(made), await frame(made)]
      now.wall += day
      stamps.push(await frame(made), await frame(made))
      now.wall -= day
      stamps.push(await frame(made), await frame(made))
      expect(stamps.map((at) => at - start)).toEqual([1000, 2000, 3000 + day, 4000 + day, 5000, 6000])
      expect(made.jumps.map(({ byMs }) => byMs)).toEqual([day, -day])
      expect(made.jumps[1]?.epoch).toMatchObject({
        sinceMs: start + 3000 + day,
        fromMs: start + 4000 + day,
        toMs: start + 4000,
        exact: true,
      })
      // The times of the wrong epoch, and for the outbox's sake the days after them, may meet others.
      const shared = [2000, 3000 + day, 4000 + day, 6000].map((ms) => made.link.isShared(start + ms))
      expect(shared).toEqual([true, true, true, false])
    })

    it('a clock that shows what cannot be is not followed', async () => {
      const made = rig({ script: greeting, hostTime })
      await online(made)
      await frame(made)
      for (const wall of [-5e12, 1000, Date.parse('2280-01-01T00:00:00Z')]) {
        now.wall = wall
        await frame(made)
      }
      expect((await frame(made)) - start).toBe(5000)
      expect(made.jumps).toEqual([])
    })

    it('a small step back is made good slowly, and no stamp comes twice', async () => {
      const made = rig({ script: greeting, hostTime })
      await online(made)
      await frame(made)
      now.wall -= 4000
      await frame(made)
      expect(made.frames.map(({ atMs }) => atMs - start)).toEqual([1000, 2000])
      expect(made.jumps).toEqual([{ byMs: -4000, epoch: null }])
    })

    it('the sleep of the computer is no such thing', async () => {
      const made = rig({ script: greeting, hostTime })
      await online(made)
      await frame(made)
      now.wall += 3_600_000
      now.up += 3_600_000
      expect((await frame(made)) - start).toBe(3_602_000)
      expect(made.jumps).toEqual([{ byMs: 3_600_000, epoch: null }])
    })

    it('between two runs, stamps that are ahead do not hold the next ones up', async () => {
      const year = 365 * 86_400_000
      const epochs = { number: 3, sinceMs: start + year - 60_000, shared: [] }
      const made = rig({ script: greeting, hostTime, lastAtMs: start + year, epochs })
      await online(made)
      expect((await frame(made)) - start).toBe(1000)
      expect(made.jumps[0]?.epoch).toMatchObject({
        sinceMs: epochs.sinceMs,
        fromMs: start + year,
        toMs: start,
        exact: false,
      })
      expect(made.link.isShared(start + year - 1)).toBe(true)
    })

    it('a computer that has forgotten the time goes on from the last one it knew', async () => {
      now.wall = 1000
      const made = rig({ script: greeting, hostTime, lastAtMs: start })
      await online(made)
      expect((await frame(made)) - start).toBe(1000)
      now.wall = start + 7_200_000
      expect((await frame(made)) - start).toBe(7_201_000)
      expect(made.jumps).toHaveLength(1)
    })
  })

  it('takes its time from a simulated board, and never pings it', async () => {
    const epoch = 1_790_000_000_000
    const made = rig({
      timing: { firstPingEveryMs: 1, pingEveryMs: 1 },
      script: (board) => board.hello({ extra: { sim: '1', speed: '60', epoch: String(epoch) } }),
    })
    await online(made)
    made.board().frame(1, 100)
    made.board().frame(2, 60_100)
    await until(() => expect(made.frames).toHaveLength(2))
    expect(made.frames.map((frame) => frame.atMs)).toEqual([epoch + 100, epoch + 60_100])
    expect(made.link.clock()).toEqual({ kind: 'simulated', speed: 60 })
    expect(made.hellos[0]?.board.simulated).toEqual({ speed: 60, epochMs: epoch })
    // Commands and pings go out on the same ticks.
    await made.link.send({ type: 'buzz', ms: 1 })
    expect(made.board().asked('buzz')).toBe(1)
    expect(made.board().asked('ping')).toBe(0)
  })

  it('lets simulated time wait for the next frame, and run on when none comes any more', async () => {
    const epoch = 1_790_000_000_000
    const made = rig({
      timing: { staleExtraMs: 40 },
      script: (board) => board.hello({ extra: { sim: '1', speed: '1000', epoch: String(epoch) } }),
    })
    await online(made)
    made.board().frame(1, 60_000)
    await until(() => expect(made.frames).toHaveLength(1))
    await until(() => expect(made.link.nowMs()).toBe(epoch + 60_100))
    await until(() => expect(made.link.state().state).toBe('stale'))
    await until(() => expect(made.link.nowMs()).toBeGreaterThan(epoch + 90_000))
  })

  it('moves a simulated board on that would come behind the last stamp', async () => {
    const epoch = 1_790_000_000_000
    const made = rig({
      lastAtMs: epoch + 5_000_000,
      script: (board) => board.hello({ extra: { sim: '1', speed: '60', epoch: String(epoch) } }),
    })
    await online(made)
    made.board().frame(1, 100)
    made.board().frame(2, 6100)
    await until(() => expect(made.frames).toHaveLength(2))
    const [first, second] = made.frames.map((frame) => frame.atMs)
    expect(first).toBeGreaterThan(epoch + 5_000_000)
    expect((second ?? 0) - (first ?? 0)).toBe(6000)
  })
})

describe('faults', () => {
  it('takes a hello mid-stream as a reset: told, new boot, new sequence, rate sent again', async () => {
    const made = rig({
      script: (board) => {
        board.hello()
        board.onCommand = (command) => {
          if (command.type === 'rate') board.say(`A,RATE,${command.hz}`)
        }
      },
    })
    await online(made)
    expect(await made.link.send({ type: 'rate', hz: 25 })).toEqual({ ok: true, args: ['25'] })
    made.board().frame(800, 90_000)
    made.board().raw('$F,801,90')
    made.board().raw('\n')
    made.board().hello({ boot: 8 })
    made.board().frame(0, 40)
    await until(() => expect(made.frames).toHaveLength(2))
    expect(made.hellos.map(({ reset, board }) => [reset, board.boot])).toEqual([
      [false, 7],
      [true, 8],
    ])
    expect(made.frames.map((frame) => frame.boot)).toEqual([7, 8])
    expect(made.frames[1]?.atMs).toBeGreaterThan(made.frames[0]?.atMs ?? 0)
    expect(made.link.counters()).toMatchObject({ framesLost: 0, resets: 1 })
    await until(() => expect(made.board().asked('rate')).toBe(2))
  })

  it('notices a reset whose hello was lost, keeps the frames and asks', async () => {
    const made = rig({ script: (board) => board.hello({ boot: null }) })
    await online(made)
    made.board().frame(800, 90_000)
    made.board().frame(0, 40)
    await until(() => expect(made.frames).toHaveLength(2))
    expect(made.board().asked('hello')).toBe(1)
    made.board().hello({ boot: null, ms: 60 })
    await until(() => expect(made.hellos.map(({ reset }) => reset)).toEqual([false, true]))
  })

  it('goes stale on silence and online again with the next frame', async () => {
    const made = rig({ timing: { stalePeriods: 0, staleExtraMs: 25 }, script: greeting })
    await until(() => expect(made.states.at(-1)).toBe('stale'))
    made.board().frame(1, 100)
    await until(() => expect(made.states.slice(-2)).toEqual(['stale', 'online']))
    expect(made.boards).toHaveLength(1)
  })

  it('does not count broken lines as a sign of life', async () => {
    const made = rig({ timing: { stalePeriods: 0, staleExtraMs: 25 }, script: greeting })
    await online(made)
    const noise = setInterval(() => made.board().raw('$F,1,100,1,2*0000\n'), 3)
    await until(() => expect(made.states.at(-1)).toBe('stale'))
    clearInterval(noise)
  })

  it('opens the port anew when a stale board stays silent', async () => {
    const made = rig({
      timing: { stalePeriods: 0, staleExtraMs: 10, reopenAfterStaleMs: 20 },
      script: greeting,
    })
    await until(() => expect(made.boards.length).toBeGreaterThan(1))
    expect(made.boards[0]?.destroyed).toBe(true)
  })

  it('goes through an unplug mid-line and a replug', async () => {
    const made = rig({ script: greeting })
    await online(made)
    const first = made.board()
    first.frame(1, 100)
    first.raw('$F,2,200,6')
    await until(() => expect(made.frames).toHaveLength(1))
    first.destroy(new Error('bad file descriptor'))
    await until(() => expect(made.states).toContain('unplugged'))
    await until(() => expect(made.states.at(-1)).toBe('online'))
    made.board().frame(1, 100)
    await until(() => expect(made.frames).toHaveLength(2))
    expect(made.frames[1]?.atMs).toBeGreaterThan(made.frames[0]?.atMs ?? 0)
    expect(made.link.counters()).toMatchObject({ rejected: {}, framesLost: 0, reconnects: 2 })
  })

  it('says why a port cannot be opened, and takes it when it can', async () => {
    let plugged = false
    const made = rig({
      source: {
        name: '/dev/ttyTEST',
        open: async () => {
          if (!plugged) throw new SourceUnavailable('There is no /dev/ttyTEST.')
          const board = new WireBoard()
          board.hello()
          return board
        },
      },
    })
    await until(() => expect(made.details.at(-1)).toBe('There is no /dev/ttyTEST.'))
    expect(made.link.state().state).toBe('unplugged')
    plugged = true
    await online(made)
  })

  it('looks often where there is nothing to open, but does not reset the boards of others as often', async () => {
    const attempts = { nothing: 0, others: 0 }
    const trying = (what: keyof typeof attempts) =>
      rig({
        timing: { backoffMinMs: 600_000, backoffMaxMs: 600_000, absentMaxMs: 2 },
        source: {
          name: 'auto',
          open: async () => {
            attempts[what]++
            throw new SourceUnavailable('no cushion', { openedPort: what === 'others' })
          },
        },
      })
    trying('others')
    trying('nothing')
    await until(() => expect(attempts.nothing).toBeGreaterThan(10))
    expect(attempts.others).toBe(1)
  })
})

describe('commands', () => {
  const refusing = (line: string) => (board: WireBoard) => {
    board.hello()
    board.onCommand = () => board.say(line)
  }

  it.each([
    ['E,unknown,BUZZ', 'not-supported'],
    ['E,range,BUZZ', 'refused-by-board'],
    ['E,busy,BUZZ', 'busy'],
  ])('answers %s as %s', async (line, code) => {
    const made = rig({ script: refusing(line) })
    await online(made)
    expect(await made.link.send({ type: 'buzz', ms: 10 })).toMatchObject({ ok: false, code })
  })

  it('sends a command once more when the board read it wrong', async () => {
    const made = rig({
      script: (board) => {
        board.hello()
        board.onCommand = () => board.say(board.commands.length === 1 ? 'E,crc' : 'A,BUZZ,10')
      },
    })
    await online(made)
    expect(await made.link.send({ type: 'buzz', ms: 10 })).toEqual({ ok: true, args: ['10'] })
  })

  it('gives up a command that is not answered, and goes on with the next', async () => {
    const made = rig({
      script: (board) => {
        board.hello()
        board.onCommand = (command) => {
          if (command.type === 'id') board.say(`A,ID,${command.text}`)
        }
      },
    })
    await online(made)
    const both = await Promise.all([
      made.link.send({ type: 'buzz', ms: 10 }),
      made.link.send({ type: 'id', text: 'desk-2' }),
    ])
    expect(both).toMatchObject([
      { ok: false, code: 'timeout' },
      { ok: true, args: ['desk-2'] },
    ])
  })

  it('sends nothing without a cushion, and nothing that no board could take', async () => {
    const made = rig()
    expect(await made.link.send({ type: 'buzz', ms: 10 })).toMatchObject({ ok: false, code: 'no-cushion' })
    expect(await made.link.send({ type: 'rate', hz: 0 })).toMatchObject({ ok: false, code: 'invalid' })
  })

  it('answers what waits when the port closes', async () => {
    const made = rig({ script: greeting })
    await online(made)
    const waiting = Array.from({ length: 12 }, () => made.link.send({ type: 'buzz', ms: 10 }, 60_000))
    await until(() => expect(made.board().asked('buzz')).toBe(1))
    made.board().destroy()
    const codes = (await Promise.all(waiting)).map((answer) => (answer.ok ? 'ok' : answer.code))
    expect(new Set(codes)).toEqual(new Set(['no-cushion', 'busy']))
  })
})

it('stops while a port hangs in opening, and closes it when it opens after all', async () => {
  const late = new WireBoard()
  let opened: (board: WireBoard) => void = () => {}
  const made = rig({
    source: {
      name: '/dev/ttyTEST',
      open: () =>
        new Promise((resolve) => {
          opened = resolve
        }),
    },
  })
  await made.link.stop()
  opened(late)
  await until(() => expect(late.destroyed).toBe(true))
  expect(made.states).toEqual(['connecting'])
})

it('takes the last lines of a stream that ends', async () => {
  const made = rig({
    script: (board) => {
      board.hello()
      for (let seq = 1; seq <= 100; seq++) board.frame(seq, seq * 10)
      board.push(null)
    },
  })
  await until(() => expect(made.states).toContain('unplugged'))
  expect(made.frames.length).toBeGreaterThanOrEqual(100)
})

it('stops twice, closes the port, and is silent afterwards', async () => {
  const made = rig({ script: greeting })
  await online(made)
  await Promise.all([made.link.stop(), made.link.stop()])
  expect(made.board().destroyed).toBe(true)
  const events = made.states.length
  made.board().frame(1, 100)
  await made.link.stop()
  expect(made.states).toHaveLength(events)
  expect(made.frames).toEqual([])
})
