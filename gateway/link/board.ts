/** Checks what a board says about itself: does it fit the layout, and do its frames agree with its hello? */
import { type Counting, largestCount } from '../../core/model/counting.ts'
import {
  type FrameMessage,
  type HelloMessage,
  longestFrameBytes,
  maxLineBytes,
  protocolVersion,
} from '../../firmware-protocol/index.ts'
import { countingOf, isReadable } from '../../recordings/hello-counting.ts'

/** What a board says about itself. The first fields are those of `info.board` in the MQTT contract. */
export interface BoardHello extends Counting {
  readonly id: string | null
  readonly dev: string | null
  readonly firmware: string | null
  readonly channels: number
  readonly rateHz: number | null
  readonly resetCause: number | null
  /** The board's own count of its starts, or the link's when the board does not count. */
  readonly boot: number
  readonly simulated: SimulatedClock | null
}

/** Extension keys of simulated boards, `sim=1,speed=60,epoch=1790000000000`: see firmware-protocol/README.md. */
export interface SimulatedClock {
  /** Simulated seconds per real second. */
  readonly speed: number
  /** Epoch ms at board ms = 0. */
  readonly epochMs: number
}

export type Judgement =
  | { readonly ok: true; readonly board: BoardHello }
  | { readonly ok: false; readonly detail: string }

export interface Expected {
  readonly port: string
  /** Cells of the layout. */
  readonly channels: number
  /** Used where a board has no boot counter. */
  readonly boot: number
}

export function judgeHello(hello: HelloMessage, expected: Expected): Judgement {
  if (hello.proto !== protocolVersion) {
    return {
      ok: false,
      detail:
        `The board on ${expected.port} speaks protocol version ${hello.proto}; this Sitbone supports version ${protocolVersion}. ` +
        'Nothing is recorded from it. Update Sitbone, or load firmware for this version.',
    }
  }
  if (hello.channels !== expected.channels) {
    return {
      ok: false,
      detail:
        `The board on ${expected.port} has ${hello.channels} cells, but the layout has ${expected.channels}. ` +
        'Nothing is recorded, because readings would end up in the wrong places. Choose the layout of this cushion with --layout.',
    }
  }
  const counting = countingOf(hello)
  if (!isReadable(counting)) {
    const { what, todo } = counting
    return {
      ok: false,
      detail: `The board on ${expected.port} ${what}. Nothing is recorded, because its counts would be misread. ${todo}`,
    }
  }
  const longest = longestFrameBytes(hello)
  if (longest > maxLineBytes) {
    return {
      ok: false,
      detail:
        `The board on ${expected.port} has ${hello.channels} cells of ${hello.bits} bits. With all cells at full scale, a frame has ` +
        `${longest} bytes, but a line has at most ${maxLineBytes}. Nothing is recorded, because readings would be missing when the ` +
        'load is high. Load firmware that sends fewer bits.',
    }
  }
  return {
    ok: true,
    board: {
      id: hello.id,
      dev: hello.dev,
      firmware: hello.firmware,
      channels: hello.channels,
      ...counting,
      rateHz: hello.rateHz,
      resetCause: hello.resetCause,
      boot: hello.boot ?? expected.boot,
      simulated: simulatedClock(hello),
    },
  }
}

function simulatedClock({ extra }: HelloMessage): SimulatedClock | null {
  if (extra.sim !== '1') return null
  const speed = Number(extra.speed ?? '1')
  const epochMs = Number(extra.epoch ?? 'NaN')
  return {
    speed: Number.isFinite(speed) && speed > 0 ? speed : 1,
    epochMs: Number.isSafeInteger(epochMs) && epochMs >= 0 ? epochMs : 0,
  }
}

/** What is wrong with a frame, going by the figures in the hello. */
export function frameFault({ counts }: FrameMessage, board: BoardHello): 'channels' | 'range' | null {
  if (counts.length !== board.channels) return 'channels'
  const most = largestCount(board)
  for (const count of counts) if (count > most) return 'range'
  return null
}
