/* See motor.h. */
#include "motor.h"

#include <avr/io.h>
#include <util/atomic.h>

#include "board.h"

static volatile uint16_t left_ms;

void motor_start(void) {
  PORTB &= ~_BV(MOTOR_BIT);
  DDRB |= _BV(MOTOR_BIT);
}

void motor_run(uint16_t ms) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    left_ms = ms;
    if (ms > 0)
      PORTB |= _BV(MOTOR_BIT);
    else
      PORTB &= ~_BV(MOTOR_BIT);
  }
}

void motor_millisecond(void) {
  if (left_ms > 0 && --left_ms == 0) PORTB &= ~_BV(MOTOR_BIT);
}
