/** Builds the Arduino library's example as the Arduino IDE does: sketch, library and core with the IDE's flags, linked together. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const library = fileURLToPath(new URL('../../firmware-protocol/firmware', import.meta.url))
const arduino = '/usr/share/arduino/hardware/arduino/avr'
/** What an empty sketch needs of the core, and the serial port that would clash with a second one. */
const coreFiles = ['main.cpp', 'wiring.c', 'hooks.c', 'HardwareSerial0.cpp']

/** From the core's platform.txt. */
const flags = {
  both: ['-c', '-g', '-Os', '-Wall', '-Wextra', '-ffunction-sections', '-fdata-sections', '-flto'],
  c: ['-std=gnu11', '-fno-fat-lto-objects'],
  cpp: ['-std=gnu++11', '-fpermissive', '-fno-exceptions', '-fno-threadsafe-statics'],
  link: ['-Os', '-g', '-flto', '-fuse-linker-plugin', '-Wl,--gc-sections'],
} as const
const nano = ['-DF_CPU=16000000L', '-DARDUINO=10819', '-DARDUINO_AVR_NANO', '-DARDUINO_ARCH_AVR']

/** The core is Debian's package arduino-core-avr. */
export const hasArduinoCore = (): boolean => existsSync(`${arduino}/cores/arduino/main.cpp`)

/** Compiles one file of the library, for instance for another chip. @throws with the compiler's words */
export function compile(
  file: string,
  out: string,
  options: { mcu?: string; define?: readonly string[] } = {},
): void {
  const { mcu = 'atmega328p', define = nano } = options
  const cpp = file.endsWith('.cpp')
  const include = [`${arduino}/cores/arduino`, `${arduino}/variants/eightanaloginputs`, library]
  run(cpp ? 'avr-g++' : 'avr-gcc', [
    ...flags.both,
    ...(cpp ? flags.cpp : flags.c),
    ...[`-mmcu=${mcu}`, ...define],
    ...include.map((folder) => `-I${folder}`),
    ...[file, '-o', out],
  ])
}

/** The path of the hex file, in `folder`. */
export function buildSketch(folder: string): string {
  const sketch = join(folder, 'Cushion.ino.cpp')
  const text = readFileSync(join(library, 'examples/Cushion/Cushion.ino'), 'utf8')
  writeFileSync(sketch, `#include <Arduino.h>\n${text}`)
  const object = (path: string) => {
    const out = join(folder, `${path.split('/').at(-1)}.o`)
    compile(path, out)
    return out
  }
  const sources = readdirSync(library).filter((name) => name.endsWith('.c'))
  const own = [sketch, ...sources.map((name) => join(library, name))].map(object)
  const core = join(folder, 'core.a')
  run('avr-gcc-ar', ['rcs', core, ...coreFiles.map((name) => object(`${arduino}/cores/arduino/${name}`))])
  const elf = join(folder, 'Cushion.elf')
  run('avr-gcc', [...flags.link, '-mmcu=atmega328p', '-o', elf, ...own, core, '-lm'])
  const hex = join(folder, 'Cushion.hex')
  run('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', elf, hex])
  return hex
}

function run(program: string, args: readonly string[]): void {
  const path = `${process.env.PATH ?? ''}:/usr/bin:/usr/local/bin`
  execFileSync(program, args, { env: { ...process.env, PATH: path }, stdio: 'pipe', encoding: 'utf8' })
}
