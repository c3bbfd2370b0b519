/**
 * The committed machine code matches its source: byte for byte with Debian's avr-gcc 5.4.0. Code from another compiler differs,
 * but must behave the same in emulation.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeHostCommand } from '../../firmware-protocol/index.ts'
import { fsr8, grid4x4 } from '../../firmware-protocol/layout.ts'
import { committedFirmware } from '../../simulator/avr/firmware.ts'
import { parseIntelHex } from '../../simulator/avr/intel-hex.ts'
import { testBoard } from '../../simulator/avr/testing.ts'
import { compile } from '../services/arduino-build.ts'

const source = fileURLToPath(new URL('../../firmware-protocol/firmware', import.meta.url))
const compilerOfTheCommitted = '5.4.0'
let folder: string
let same: boolean

const path = `${process.env.PATH ?? ''}:/usr/bin:/usr/local/bin`
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: folder, env: { ...process.env, PATH: path }, encoding: 'utf8' })
const built = (name: string) => readFileSync(join(folder, `${name}.hex`), 'utf8')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitbone-firmware-'))
  cpSync(source, folder, { recursive: true, filter: (file) => !/\.(hex|elf)$/.test(file) })
  run('make', 'all')
  same = run('avr-gcc', '-dumpversion').trim() === compilerOfTheCommitted
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each([
  ['fsr8', fsr8],
  ['grid4x4', grid4x4],
] as const)('%s', (name, layout) => {
  test('is what the source builds', async () => {
    if (same) {
      expect(built(name)).toBe(committedFirmware(name))
      return
    }
    const words = await Promise.all(
      [built(name), committedFirmware(name)].map(async (hex) => {
        const board = await testBoard({ hex, layout })
        const script = encodeHostCommand({ type: 'rate', hz: 25 }) + encodeHostCommand({ type: 'hello' })
        const lines = (board.reset().runText(200) + board.tell(script).runText(800)).split('\n')
        // Numbers and order must agree; the instant of a scan may move by a few cycles.
        return lines.map((line) => line.replace(/^\$F,(\d+),\d+,.*/, 'F$1').replace(/,ms=.*/, ''))
      }),
    )
    expect(words[0]).toEqual(words[1])
  })

  test('fits flash with room for a bootloader, and leaves RAM for the stack', () => {
    const [, figures = ''] = run('avr-size', `${name}.elf`).trim().split('\n')
    const [text = 0, data = 0, bss = 0] = figures.trim().split(/\s+/).map(Number)
    expect(text + data).toBeGreaterThan(1000)
    expect(text + data).toBeLessThan(30 * 1024)
    expect(data + bss).toBeLessThan(1200)
    expect(parseIntelHex(built(name))).toHaveLength(16 * 1024)
  })
})

test.each([
  [
    'another chip',
    { mcu: 'atmega2560', define: ['-DF_CPU=16000000L'] },
    /is for the ATmega328P.*Choose that board/,
  ],
  ['another clock', { define: ['-DF_CPU=8000000L'] }, /needs a board that runs at 16 MHz/],
] as const)('on %s the compiler says what to do', (_what, options, sentence) => {
  expect(() => compile(join(source, 'main.c'), join(folder, 'main.o'), options)).toThrow(sentence)
})

test('a second build gives the same bytes', () => {
  const first = built('fsr8')
  run('make', '--always-make', 'all')
  expect(built('fsr8')).toBe(first)
})

test('a change in the source changes the machine code', () => {
  const before = built('fsr8')
  run('sed', '-i.bak', 's/RATE_DEFAULT_HZ 10/RATE_DEFAULT_HZ 12/', 'board.h')
  run('make', '--always-make', 'fsr8.hex')
  expect(built('fsr8')).not.toBe(before)
})
