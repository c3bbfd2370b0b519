/** Every line shown in the specification is a line of the protocol. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decodeBoardLine, decodeHostLine } from './index.ts'

const text = readFileSync(new URL('README.md', import.meta.url), 'utf8')
const lines = text.split('\n').filter((line) => /^\$.*\*[0-9A-F]{4}$/.test(line))

it('shows an example of every message, with its right checksum', () => {
  const types = new Set<string>()
  for (const line of lines) {
    const fromBoard = decodeBoardLine(line)
    const fromHost = decodeHostLine(line)
    if (fromHost.ok) types.add(fromHost.command.type === 'hello' ? 'ask' : fromHost.command.type)
    else if (fromBoard.ok) types.add(fromBoard.message.type)
    expect(fromHost.ok || (fromBoard.ok && fromBoard.message.type !== 'unknown'), line).toBe(true)
  }
  expect([...types].toSorted()).toEqual(
    ['hello', 'frame', 'ack', 'refused', 'constants', 'ask', 'ping', 'rate', 'buzz', 'id', 'keep'].toSorted(),
  )
})
