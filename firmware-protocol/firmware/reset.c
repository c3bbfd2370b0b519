/* See reset.h. After a watchdog reset the watchdog stays on with 16 ms, so it is switched off first. */
#include "reset.h"

#include <avr/io.h>
#include <avr/wdt.h>

static uint8_t cause __attribute__((section(".noinit")));

void reset_first(void) __attribute__((naked, used, section(".init3")));
void reset_first(void) {
  cause = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

uint8_t reset_cause(void) { return cause; }
