/* See clock.h. Timer 1 counts 16 us steps; a millisecond is alternately 62 and 63 of them, so there is no drift. */
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "board.h"
#include "motor.h"
#include "scan.h"

static volatile uint32_t now_ms;
static volatile uint8_t rate_hz = RATE_DEFAULT_HZ;
/* In thousandths of a scan: rises by the rate each millisecond, so that every rate is exact on average. */
static volatile uint16_t phase;

void clock_start(void) {
  OCR1A = 62;
  TCCR1A = 0;
  TIMSK1 = _BV(OCIE1A);
  TCCR1B = _BV(CS12); /* 16 MHz / 256, running free */
}

ISR(TIMER1_COMPA_vect) {
  static uint8_t longer;
  longer ^= 1;
  OCR1A += 62 + longer;
  now_ms++;
  motor_millisecond();
  phase += rate_hz;
  if (phase >= 1000) {
    phase -= 1000;
    scan_begin(now_ms);
  }
}

uint32_t clock_ms(void) {
  uint32_t ms;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { ms = now_ms; }
  return ms;
}

void clock_set_rate(uint8_t hz) { rate_hz = hz; }

uint8_t clock_rate(void) { return rate_hz; }
