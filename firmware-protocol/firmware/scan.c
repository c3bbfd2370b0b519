/*
 * See scan.h. The converter runs at 125 kHz (its full 10 bits), 104 us each: a scan of 8 cells takes 7.5 ms, of 16 cells
 * 15 ms, which fits the 20 ms of the fastest rate.
 */
#include "scan.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "cells.h"

enum state { IDLE, READING, READY };

static volatile uint8_t state = IDLE;
static uint32_t next_seq;
static uint32_t this_seq;
static uint32_t this_ms;
static uint16_t sums[CELLS];
static uint8_t cell;
static uint8_t sample;

static void convert(void) { ADCSRA |= _BV(ADSC); }

void scan_start(void) {
  cells_start();
  ADCSRA = _BV(ADEN) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
  DDRB |= _BV(LAMP_BIT);
}

void scan_begin(uint32_t ms) {
  const uint32_t seq = next_seq++;
  if (state != IDLE) return; /* the last one was not taken: this one is lost, and its number shows it */
  this_seq = seq;
  this_ms = ms;
  cell = 0;
  sample = 0;
  state = READING;
  PORTB |= _BV(LAMP_BIT);
  ADMUX = cells_select(0);
  convert();
}

ISR(ADC_vect) {
  const uint16_t count = ADC;
  if (sample == 0)
    sums[cell] = 0;
  else
    sums[cell] += count;
  if (++sample > SAMPLES) {
    sample = 0;
    if (++cell == CELLS) {
      cells_rest();
      PORTB &= ~_BV(LAMP_BIT);
      state = READY;
      return;
    }
    ADMUX = cells_select(cell);
  }
  convert();
}

bool scan_is_ready(void) { return state == READY; }

bool scan_take(struct scan *scan) {
  if (state != READY) return false;
  scan->seq = this_seq;
  scan->ms = this_ms;
  cells_counts(sums, scan->counts);
  state = IDLE;
  return true;
}
