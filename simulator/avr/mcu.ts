/**
 * One ATmega328P at 16 MHz, from one reset to the next: avr8js's processor with the peripherals that a cushion's firmware uses.
 * It counts cycles and knows no clock: runTo() runs as fast as it can. SLEEP jumps to the next event, which raises the speed
 * from 4 to about 25 times real time. Each reset makes a new Mcu; only the EEPROM outlives it.
 */
import {
  ADCMuxInputType,
  AVRADC,
  AVRClock,
  AVREEPROM,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
  AVRWatchdog,
  adcConfig,
  avrInstruction,
  CPU,
  type EEPROMBackend,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  usart0Config,
  watchdogConfig,
} from 'avr8js'
import { repairUsart } from './usart-repair.ts'

export const cyclesPerMs = 16_000
const sramBytes = 2048
const sleepInstruction = 0x9588
const smcr = 0x53
const sleepEnabled = 0x01
const mcusr = 0x54
const pinB = 0x23
const pinD = 0x29

export interface Pins {
  /** One bit per pin: driven, and driven high. */
  readonly driven: number
  readonly high: number
}

export interface McuOptions {
  readonly program: Uint16Array
  readonly eeprom: EEPROMBackend
  /** MCUSR as the reset left it. */
  readonly resetFlags: number
  /** A byte sent by the serial port, at its first bit. */
  readonly onByte: (byte: number) => void
  /** 10-bit count of an input, or null for a converter that never finishes. */
  readonly convert: (channel: number) => number | null
  readonly onPortB: (pins: Pins) => void
}

export class Mcu {
  /** The watchdog reset it, so this instance has stopped. */
  bitten = false
  #halted = false
  readonly #cpu: CPU
  readonly #usart: AVRUSART
  readonly #incoming: number[] = []
  #asleep = false

  constructor(options: McuOptions) {
    // avr8js reads flash through a full-size buffer; the program is never written.
    const cpu = new CPU(options.program, sramBytes)
    this.#cpu = cpu
    cpu.data[mcusr] = options.resetFlags
    const ports = [portBConfig, portCConfig, portDConfig].map((config) => new AVRIOPort(cpu, config))
    ports[0]?.addListener(() => options.onPortB(this.portB))
    for (const config of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, config)
    new AVREEPROM(cpu, options.eeprom)
    new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, cyclesPerMs * 1000))
    // avr8js would continue with this processor and its memory.
    cpu.reset = () => {
      this.bitten = true
      this.halt()
    }
    const adc = new AVRADC(cpu, adcConfig)
    adc.onADCRead = (input) => {
      const channel = input.type === ADCMuxInputType.SingleEnded ? input.channel : -1
      const count = options.convert(channel)
      if (count === null) return
      cpu.addClockEvent(() => adc.completeADCRead(count), adc.sampleCycles)
    }
    this.#usart = new AVRUSART(cpu, usart0Config, cyclesPerMs * 1000)
    repairUsart(cpu, this.#usart)
    this.#usart.onByteTransmit = options.onByte
    this.#usart.onRxComplete = () => this.#feed()
  }

  get cycles(): number {
    return this.#cpu.cycles
  }

  get baud(): number {
    return this.#usart.baudRate
  }

  get portB(): Pins {
    return this.#pins(pinB)
  }

  get portD(): Pins {
    return this.#pins(pinD)
  }

  /** On power loss or reset: stops for good at once, even inside runTo. */
  halt(): void {
    this.#halted = true
  }

  /** Bytes on the receive line, in sequence at the line's speed. */
  receive(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#incoming.push(byte)
    if (!this.#usart.rxBusy) this.#feed()
  }

  /** Stops at this cycle or just after it, or earlier on a watchdog reset. */
  runTo(cycle: number): void {
    const cpu = this.#cpu
    const { progMem, data } = cpu
    while (cpu.cycles < cycle && !this.#halted) {
      if (this.#asleep) this.#sleepOn(cycle)
      else if (progMem[cpu.pc] === sleepInstruction && (data[smcr] ?? 0) & sleepEnabled) {
        this.#asleep = true
        avrInstruction(cpu)
      } else {
        avrInstruction(cpu)
        cpu.tick()
      }
    }
  }

  #sleepOn(cycle: number): void {
    const cpu = this.#cpu
    if (!(cpu.nextInterrupt >= 0 && cpu.interruptsEnabled)) {
      // biome-ignore lint/complexity/useLiteralKeys: private in avr8js, which has no sleep of its own
      const next = cpu['nextClockEvent']
      if (next === null || next.cycles >= cycle) {
        cpu.cycles = cycle
        return
      }
      cpu.cycles = Math.max(cpu.cycles, next.cycles)
    }
    const { pc } = cpu
    cpu.tick()
    // Only an accepted interrupt wakes it; other events pass while it sleeps.
    if (cpu.pc !== pc) this.#asleep = false
  }

  #feed(): void {
    const byte = this.#incoming[0]
    // Bytes are lost while the receiver is off, as on an unread line.
    if (byte === undefined) return
    this.#incoming.shift()
    if (this.#usart.writeByte(byte) === false) this.#incoming.length = 0
  }

  #pins(first: number): Pins {
    const { data } = this.#cpu
    return { driven: data[first + 1] ?? 0, high: data[first + 2] ?? 0 }
  }
}
