/*
 * Sitbone's reference firmware for the ATmega328P at 16 MHz (Arduino Nano, Uno): the board's side of ../README.md.
 *
 *   timer 1 --every 1/rate s--> scan --converter's interrupt--> main: F line --+
 *   USART in --interrupt--> ring --> main: lines, commands, answers -----------+--> ring --interrupt--> USART out
 *
 * Main sleeps whenever there is nothing to do. The watchdog is reset only while scans keep finishing.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <stdbool.h>

#include "Sitbone.h"
#include "board.h"
#include "clock.h"
#include "commands.h"
#include "memory.h"
#include "motor.h"
#include "out_line.h"
#include "scan.h"
#include "uart.h"

/* The slowest rate has a scan every second: more than two seconds without one mean a hang. */
#define SCAN_OVERDUE_MS 2500

static void send_frame(const struct scan *scan) {
  out_begin();
  out_flash(PSTR("F,"));
  out_number(scan->seq);
  out_char(',');
  out_number(scan->ms);
  for (uint8_t cell = 0; cell < CELLS; cell++) {
    out_char(',');
    out_number(scan->counts[cell]);
  }
  out_end();
}

/*
 * A frame without room waits in the scan, which starts no new one meanwhile: due scans get their numbers but no frame, so that
 * the host sees the gap.
 */
static bool frame_may_go(void) { return scan_is_ready() && uart_room() >= FRAME_MOST; }

/* Interrupts resume with the instruction after sei, so none can come between check and sleep. */
static void sleep_until_interrupt(void) {
  cli();
  if (!frame_may_go()) {
    sleep_enable();
    sei();
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

void sitbone_run(void) {
  static struct scan scan;
  uint32_t scanned_ms = 0;

  cli();
  TIMSK0 = 0; /* the Arduino core's clock, which nobody needs here */
  wdt_enable(WDTO_1S);
  motor_start();
  uart_start();
  memory_start();
  scan_start();
  clock_start();
  commands_greet();
  set_sleep_mode(SLEEP_MODE_IDLE);
  sei();

  for (;;) {
    if (frame_may_go() && scan_take(&scan)) {
      scanned_ms = scan.ms;
      send_frame(&scan);
    }
    commands_run();
    memory_run();
    if (clock_ms() - scanned_ms < SCAN_OVERDUE_MS) wdt_reset();
    sleep_until_interrupt();
  }
}

#ifndef ARDUINO
int main(void) { sitbone_run(); }
#endif
