/**
 * Repairs three faults of avr8js 0.21's serial port, which affect real firmware: an empty transmit register keeps its interrupt
 * pending until filled, and writing UCSR0A or UCSR0B does not discard a received byte. See the ATmega328P
 * datasheet, sections 20.6.3 and 20.11.
 */
import { type AVRUSART, type CPU, usart0Config } from 'avr8js'

const received = 0x80
const empty = 0x20

export function repairUsart(cpu: CPU, usart: AVRUSART): void {
  // biome-ignore lint/complexity/useLiteralKeys: private in avr8js, which offers no other way in
  const [RXC, UDRE] = [usart['RXC'], usart['UDRE']]
  UDRE.constant = true
  for (const register of [usart0Config.UCSRA, usart0Config.UCSRB]) {
    const write = cpu.writeHooks[register]
    if (write === undefined) throw new Error('avr8js no longer has a hook on its serial port')
    cpu.writeHooks[register] = (...given) => {
      const flags = (cpu.data[usart0Config.UCSRA] ?? 0) & (received | empty)
      const done = write(...given)
      if (flags & received) cpu.setInterruptFlag(RXC)
      if (flags & empty) cpu.setInterruptFlag(UDRE)
      return done
    }
  }
}
