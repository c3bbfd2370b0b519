/*
 * Kept over power loss (EEPROM): the number of starts, the board's name, and the constants of its cells.
 *
 * Starts rotate over 128 places, so each is written once in 128 starts: the 100,000 writes of a place last for 12.8 million
 * starts. Names alternate between two places. Every record has a checksum: if power loss cuts one, the previous one remains
 * valid. There is room for the constants only once: if power loss cuts them, all are gone and must be sent again.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "board.h"

#define ID_MOST 32

/* Of one cell, in the units of the protocol. k = 0: nothing is kept. */
struct constants {
  uint32_t k : 24;
  uint32_t creep : 8;
  uint32_t n : 12;
  uint32_t loop : 9;
  uint32_t zero : 11;
  uint8_t error;
  uint16_t day;
};

/* Reads all of it and stores this start, about 20 ms. Call before interrupts are on. */
void memory_start(void);
uint32_t memory_boot(void);
/* The name; empty when it has none. */
const char *memory_id(void);
/* False while something is still being written: a name about 130 ms, the first constants up to 0.6 s, further ones 50 ms. */
bool memory_set_id(const char *id);
/* False if nothing is kept of this cell. */
bool memory_constants(uint8_t cell, struct constants *kept);
/* False while something is still being written. */
bool memory_keep(uint8_t cell, const struct constants *told);
/* Writes at most one byte, and never waits for it. */
void memory_run(void);
