/** Boards with one fault each: virtual boards whose sent or received lines are changed. */
import { Duplex } from 'node:stream'
import { crcHex, decodeHostLine, encodeLine } from '../../firmware-protocol/index.ts'
import { fsr8 } from '../../firmware-protocol/layout.ts'
import { memorySource } from '../../gateway/link/sources/memory-source.ts'
import type { Source } from '../../gateway/link/sources/source.ts'
import { createVirtualBoard, loadScenario } from '../../simulator/index.ts'

export const boardSpeed = 10

/** Lines without LF. Missing entries change nothing. */
export interface Fault {
  /** Replaces a board line with text, including line ends. */
  readonly says?: (line: string, state: State) => string
  /** Replaces a host line; null drops it. */
  readonly hears?: (line: string, state: State) => string | null
  /** Host bytes as they arrive; false: the board does not receive them. */
  readonly takes?: (bytes: string, state: State) => boolean
  /** Real ms by which this line is delayed. */
  readonly delayMs?: (line: string) => number
}

/** A fault's memory until the board is reset. */
interface State {
  readonly notes: Record<string, number>
}

export interface TestBoard {
  readonly source: Source
  stop(): void
}

export async function testBoard(fault: Fault = {}, speed = boardSpeed): Promise<TestBoard> {
  const board = createVirtualBoard({
    scenario: await loadScenario('long-sit'),
    seed: 1,
    layout: fsr8,
    startMs: Date.parse('2026-03-02T09:00:00Z'),
    speed,
  })
  const source = memorySource('test board', () => through(board.open(), fault, { notes: {} }))
  return { source, stop: () => board.stop() }
}

function through(inner: Duplex, fault: Fault, state: State): Duplex {
  let said = ''
  let heard = ''
  const hear = (text: string): void => {
    const { hears } = fault
    if (hears === undefined) {
      // An unfinished line passes at once unless it is to be changed.
      inner.write(text, 'latin1')
      return
    }
    const pieces = (heard + text).split('\n')
    heard = pieces.pop() ?? ''
    for (const line of pieces) {
      const changed = hears(line, state)
      if (changed !== null) inner.write(`${changed}\n`, 'latin1')
    }
  }
  const outer = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const text = chunk.toString('latin1')
      if (fault.takes?.(text, state) ?? true) hear(text)
      done()
    },
    destroy(error, done) {
      inner.destroy()
      done(error)
    },
  })
  const push = (text: string) => {
    if (!outer.destroyed && text !== '') outer.push(text, 'latin1')
  }
  inner.on('data', (chunk: Buffer) => {
    const pieces = (said + chunk.toString('latin1')).split('\n')
    said = pieces.pop() ?? ''
    for (const line of pieces) {
      const text = fault.says?.(line, state) ?? `${line}\n`
      const delayMs = fault.delayMs?.(line) ?? 0
      if (delayMs === 0) push(text)
      else setTimeout(() => push(text), delayMs)
    }
  })
  inner.on('close', () => outer.destroy())
  return outer
}

export const bodyOf = (line: string): string => line.slice(1, line.lastIndexOf('*'))
export const isFrame = (line: string): boolean => line.startsWith('$F,')
export const isHello = (line: string): boolean => line.startsWith('$H,')

/** Changes the body and corrects the checksum. */
export const reworded = (line: string, change: (body: string) => string): string =>
  encodeLine(change(bodyOf(line)))

/** Fields of a frame: seq, ms, counts. */
export const withFields = (line: string, change: (fields: string[]) => string[]): string =>
  reworded(line, (body) => ['F', ...change(body.split(',').slice(1))].join(','))

export const command = (line: string) => {
  const read = decodeHostLine(line)
  return read.ok ? read.command : null
}

export const brokenLine = (line: string): boolean => {
  const read = decodeHostLine(line)
  return line.trim() !== '' && !read.ok && read.code === 'crc'
}

export const lowerSum = (line: string): string => {
  const body = bodyOf(line)
  return `$${body}*${crcHex(body).toLowerCase()}\n`
}
