/* See cells.h. */
#include "cells.h"

#include <avr/io.h>

/* Reference: the 5 V that also feed the dividers, so that drift cancels out. */
#define REFERENCE _BV(REFS0)
#define FULL_SUM (1023UL * SAMPLES)

#ifdef GRID4X4

#define ROW_MASK (((1 << ROWS) - 1) << ROW_FIRST_BIT)

void cells_start(void) {
  DIDR0 = 0x0F;
  PORTD &= ~ROW_MASK;
  DDRD |= ROW_MASK;
}

/* The other rows stay at 0 V: a floating row would let current leak through three other cells (ghosts). */
uint8_t cells_select(uint8_t cell) {
  PORTD = (PORTD & ~ROW_MASK) | (1 << (ROW_FIRST_BIT + cell / COLUMNS));
  return REFERENCE | (cell % COLUMNS);
}

void cells_rest(void) { PORTD &= ~ROW_MASK; }

/*
 * With the other rows at 0 V, the other cells of a column are parallel to its resistor and lower the voltage. With Gm = 1/R_M,
 * the four readings of a column are r_i = G_i / (Gm + G_1 + .. + G_4) and their sum s, so that G_i / Gm = r_i / (1 - s)
 * exactly. The result is the count of this cell alone in a divider: G_i / (G_i + Gm).
 */
void cells_counts(const uint16_t sums[CELLS], uint16_t counts[CELLS]) {
  for (uint8_t column = 0; column < COLUMNS; column++) {
    uint32_t whole = 0;
    for (uint8_t at = column; at < CELLS; at += COLUMNS) whole += sums[at];
    const uint32_t rest = whole < FULL_SUM ? FULL_SUM - whole : 0;
    for (uint8_t at = column; at < CELLS; at += COLUMNS) {
      const uint32_t both = sums[at] + rest;
      counts[at] = both > 0 ? (sums[at] * 1023UL + both / 2) / both : 0;
    }
  }
}

#else

void cells_start(void) { DIDR0 = 0x3F; }

uint8_t cells_select(uint8_t cell) { return REFERENCE | cell; }

void cells_rest(void) {}

void cells_counts(const uint16_t sums[CELLS], uint16_t counts[CELLS]) {
  for (uint8_t at = 0; at < CELLS; at++) counts[at] = (sums[at] + SAMPLES / 2) / SAMPLES;
}

#endif
