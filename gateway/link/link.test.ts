import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Frame } from '../../core/model/types.ts'
import type { BoardHello } from './board.ts'
import { createLink, type Link, type LinkJump, type LinkOptions, type LinkState } from './link.ts'
import { memorySource } from './sources/memory-source.ts'
import { type Source, SourceUnavailable } from './sources/source.ts'
import type { Timing } from './timing.ts'
import { WireBoard } from './wire-board.ts'

const quick: Partial<Timing> = {
  helloWaitMs: 40,
  helloWaitMaxMs: 80,
  askEveryMs: 15,
  lateAskEveryMs: 15,
  lateForMs: 0,
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

  it('asks four times, reports that there is no cushion, and keeps trying', async () => {
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

  it('distinguishes noise from silence', async () => {
    const made = rig({ script: (board) => board.raw('\x80\xf8\x00\n\xe6\x1e\x98\n\xf8\x80\n') })
    await until(() => expect(made.states).toContain('no-cushion'))
    expect(made.details.at(-1)).toMatch(/115200 baud/)
    expect(made.link.counters().rejected['no-start']).toBeGreaterThanOrEqual(2)
  })

  it('distinguishes noise without a line end from silence', async () => {
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

describe('a board that starts slowly', () => {
  /** Receives nothing until it has started, and restarts with each opening. */
  const slow = (questions: number) => (board: WireBoard) => {
    board.onCommand = () => {
      if (board.asked('hello') === questions) board.hello()
    }
  }
  const patient = { lateForMs: 60_000 }

  it.each([5, 12])('is reached at the same opening, at question %i', async (questions) => {
    const made = rig({ timing: patient, script: slow(questions) })
    await online(made)
    expect(made.boards).toHaveLength(1)
    expect(made.states).toEqual(['connecting', 'handshake', 'no-cushion', 'online'])
    expect(made.details[2]).toMatch(/may still be starting; Sitbone keeps asking/)
  })

  it('is reached when it greets by itself, long after the last usual question', async () => {
    const made = rig({ timing: { ...patient, lateAskEveryMs: 60_000 } })
    await until(() => expect(made.states).toContain('no-cushion'))
    made.board().hello()
    await online(made)
    expect(made.boards).toHaveLength(1)
  })
})

describe('a board on the network', () => {
  const onNetwork = (script: (board: WireBoard) => void, timing: Partial<Timing> = {}) => {
    const boards: WireBoard[] = []
    const made = rig({
      timing: { helloWaitMs: 600_000, stalePeriods: 0, staleExtraMs: 25, reopenAfterStaleMs: 25, ...timing },
      source: {
        name: 'tcp://192.0.2.7:7700',
        kind: 'network',
        open: async () => {
          const board = new WireBoard()
          boards.push(board)
          script(board)
          return board
        },
      },
    })
    return { ...made, boards }
  }

  it('is asked for its hello at once', async () => {
    const made = onNetwork((board) => {
      board.onCommand = () => board.hello()
    })
    await online(made)
    expect(made.boards).toHaveLength(1)
  })

  it.each([5, 12])(
    'that starts slowly is reached over the same connection, at question %i',
    async (questions) => {
      const made = onNetwork(
        (board) => {
          board.onCommand = () => {
            if (board.asked('hello') === questions) board.hello()
          }
        },
        { lateForMs: 60_000 },
      )
      await online(made)
      expect(made.boards).toHaveLength(1)
      expect(made.details.join()).toMatch(/may still be starting/)
    },
  )

  it('is never said to have a cable or a port', async () => {
    let greets = true
    const made = onNetwork((board) => {
      if (greets) board.hello()
    })
    await until(() => expect(made.states).toContain('stale'))
    greets = false
    made.boards.at(-1)?.destroy()
    await until(() => expect(made.states).toContain('unplugged'))
    await until(() => expect(made.states).toContain('no-cushion'))
    expect(made.details.join('\n')).not.toMatch(/cable|unplug|plugged|plug it|serial/i)
    expect(made.details.join('\n')).toMatch(/network/)
  })
})

describe('a simulated cushion', () => {
  it('is never said to have a cable, a port to choose or another reader', async () => {
    let greets = true
    const boards: WireBoard[] = []
    const made = rig({
      timing: { helloWaitMs: 25, stalePeriods: 0, staleExtraMs: 25, reopenAfterStaleMs: 25 },
      source: {
        name: 'simulator',
        kind: 'simulated',
        open: async () => {
          const board = new WireBoard()
          boards.push(board)
          if (greets) board.hello()
          return board
        },
      },
    })
    await until(() => expect(made.states).toContain('stale'))
    greets = false
    boards.at(-1)?.destroy()
    await until(() => expect(made.states).toContain('no-cushion'))
    expect(made.details.join('\n')).not.toMatch(/cable|--port|serial/i)
    expect(made.details.join('\n')).toMatch(/simulator console/)
  })
})

describe('a port that another program reads too', () => {
  const shared = (others: string | null, script: (board: WireBoard) => void) => {
    const boards: WireBoard[] = []
    const log: string[] = []
    const made = rig({
      timing: { stalePeriods: 0, staleExtraMs: 60, lossWindowMs: 30, lateForMs: 60_000 },
      log: (_, message) => log.push(message),
      source: {
        name: '/dev/ttyUSB0',
        open: async () => {
          const board = new WireBoard()
          boards.push(board)
          script(board)
          return board
        },
        otherReaders: async () => others,
      },
    })
    return { ...made, boards, log }
  }

  it.each([
    [
      'is named when the readings stop',
      'cat (process 12)',
      /stopped sending.*cat \(process 12\) has the port open too/,
    ],
    [
      'is a possible cause where the system shows none',
      null,
      /stopped sending.*Another program that reads the same port/,
    ],
  ])('%s', async (_, others, words) => {
    const made = shared(others, greeting)
    await until(() => expect(made.states).toContain('stale'))
    await until(() => expect(made.details.at(-1)).toMatch(words))
  })

  it('is named when it eats the hello', async () => {
    const made = shared('minicom (process 7)', (board) => board.raw('H,proto=1,fw=0.1.\n,ch=8\n'))
    await until(() => expect(made.details.at(-1)).toMatch(/no cushion answers.*minicom \(process 7\)/))
    expect(made.log.join('\n')).toMatch(/minicom \(process 7\) has \/dev\/ttyUSB0 open too/)
  })

  it.each([
    ['whole lines', (board: WireBoard, seq: number) => board.frame(seq * 2, seq * 20)],
    [
      'parts of lines',
      (board: WireBoard, seq: number) => {
        board.frame(seq, seq * 10)
        board.raw('$F,2,200,6\n')
      },
    ],
  ])('is named when it takes %s, though others go on arriving', async (_, send) => {
    const made = shared('cat (process 12)', greeting)
    await until(() => expect(made.states.at(-1)).toBe('online'))
    let seq = 0
    const timer = setInterval(() => {
      const board = made.boards.at(-1)
      if (board !== undefined) send(board, ++seq)
    }, 3)
    onTestFinished(() => clearInterval(timer))
    await until(() => expect(made.details.at(-1)).toMatch(/broken or missing.*cat \(process 12\)/))
    expect(made.link.state().state).toBe('online')
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

    it('stamps follow at once, forward and back, and each change is reported', async () => {
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

    it('a clock that shows an impossible time is not followed', async () => {
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

    it('a small step back is corrected gradually, and no stamp repeats', async () => {
      const made = rig({ script: greeting, hostTime })
      await online(made)
      await frame(made)
      now.wall -= 4000
      await frame(made)
      expect(made.frames.map(({ atMs }) => atMs - start)).toEqual([1000, 2000])
      expect(made.jumps).toEqual([{ byMs: -4000, epoch: null }])
    })

    it('a sleeping computer does not count as a changed clock', async () => {
      const made = rig({ script: greeting, hostTime })
      await online(made)
      await frame(made)
      now.wall += 3_600_000
      now.up += 3_600_000
      expect((await frame(made)) - start).toBe(3_602_000)
      expect(made.jumps).toEqual([{ byMs: 3_600_000, epoch: null }])
    })

    it('nor is it where the monotonic clock goes on meanwhile, with a board that runs on or was without power', async () => {
      const hour = 3_600_000
      const sleep = () => {
        now.wall += hour
        now.mono += hour
        now.up += hour
      }
      const made = rig({ script: greeting, hostTime })
      await online(made)
      await frame(made)
      sleep()
      made.board().frame(2, 2000 + hour)
      await until(() => expect(made.frames).toHaveLength(2))
      sleep()
      made.board().hello({ boot: 8, ms: 0 })
      made.board().frame(1, 100)
      await until(() => expect(made.frames).toHaveLength(3))
      const stamps = made.frames.map(({ atMs }) => atMs - start)
      expect(stamps[1]).toBeGreaterThanOrEqual(1000 + hour)
      expect(stamps[1]).toBeLessThanOrEqual(2000 + hour)
      expect(stamps[2]).toBe(1000 + 2 * hour)
      expect(made.jumps).toEqual([])
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

    it('a computer that lost the time continues from the last one it knew', async () => {
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

  it('keeps the times of simulated frames that were held back, and moves on a board that had stopped', async () => {
    const epoch = 1_790_000_000_000
    const made = rig({
      timing: { stalePeriods: 0, staleExtraMs: 40 },
      script: (board) => board.hello({ extra: { sim: '1', speed: '1000', epoch: String(epoch) } }),
    })
    await online(made)
    made.board().frame(1, 60_000)
    // At 1000 times real time, six seconds of real time pass in it.
    await until(() => expect(made.link.nowMs()).toBeGreaterThan(epoch + 2_500_000))
    made.board().frame(2, 60_100)
    made.board().frame(3, 2_600_000)
    await until(() => expect(made.frames).toHaveLength(3))
    expect(made.frames.slice(1).map(({ atMs }) => atMs - epoch)).toEqual([60_100, 2_600_000])

    await until(() => expect(made.link.nowMs()).toBeGreaterThan(epoch + 5_200_000))
    const shownMs = made.link.nowMs()
    let ms = 2_600_000
    const stopped = setInterval(() => {
      ms += 100
      made.board().frame(4, ms)
    }, 5)
    await until(() => expect(made.frames.at(-1)?.atMs).toBeGreaterThan(shownMs))
    clearInterval(stopped)
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
  it('treats a hello mid-stream as a reset: reported, new boot, new sequence, rate sent again', async () => {
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

  it('a storm of hellos is a few resets, and the rest is ignored; the next frame still says that the board restarted', async () => {
    const made = rig({ script: (board) => board.hello({ boot: 1 }) })
    await online(made)
    for (let boot = 2; boot <= 300; boot++) made.board().hello({ boot, ms: 0 })
    await until(() => expect(made.link.counters().ignored).toBeGreaterThan(250))
    expect(made.hellos.length).toBeLessThan(50)
    const asked = made.board().asked('hello')
    made.board().frame(800, 90_000)
    made.board().frame(0, 40)
    await until(() => expect(made.board().asked('hello')).toBeGreaterThan(asked))
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

  it('reopens the port when a stale board stays silent', async () => {
    const made = rig({
      timing: { stalePeriods: 0, staleExtraMs: 10, reopenAfterStaleMs: 20 },
      script: greeting,
    })
    await until(() => expect(made.boards.length).toBeGreaterThan(1))
    expect(made.boards[0]?.destroyed).toBe(true)
  })

  it('waits longer where a network may hold bytes back, and takes them when they come', async () => {
    const boards: WireBoard[] = []
    const memory = memorySource('tcp://board', () => {
      const board = new WireBoard()
      boards.push(board)
      board.hello()
      return board
    })
    const held: Source = { ...memory, kind: 'network' }
    const timing = { stalePeriods: 0, staleExtraMs: 10, reopenAfterStaleMs: 20 }
    const made = rig({ source: held, timing })
    await until(() => expect(made.states.at(-1)).toBe('stale'))
    const { lastFrameAgeMs: before } = made.link.counters()
    expect(before).toBeNull()
    const staleAtMs = performance.now()
    await until(() => expect(performance.now() - staleAtMs).toBeGreaterThan(3 * timing.reopenAfterStaleMs))
    boards[0]?.frame(1, 100)
    await until(() => expect(made.frames).toHaveLength(1))
    expect(boards).toHaveLength(1)
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

  it('takes the constants that a board keeps as the answer, and ignores those that nobody asked for', async () => {
    const kept = 'K,0,564000,950,50,100,3,50,20787'
    const made = rig({
      script: (board) => {
        board.hello()
        board.say(kept)
        board.onCommand = ({ type }) => board.say(type === 'constants' ? kept : 'E,empty,CAL?')
      },
    })
    await online(made)
    const answer = await made.link.send({ type: 'constants', cell: 0 })
    expect(answer).toEqual({ ok: true, args: kept.split(',').slice(1) })
    expect(made.link.counters()).toMatchObject({ rejected: {}, ignored: 0 })
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
