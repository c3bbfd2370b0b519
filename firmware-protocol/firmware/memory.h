/*
 * Kept over power loss (EEPROM): the number of starts, and the board's name.
 *
 * Starts rotate over 128 places, so each is written once in 128 starts: the 100,000 writes of a place last for 12.8 million
 * starts. Names alternate between two places. Every record has a checksum: if power loss cuts one, the previous one remains
 * valid.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define ID_MOST 32

/* Reads both and stores this start, about 20 ms. Call before interrupts are on. */
void memory_start(void);
uint32_t memory_boot(void);
/* The name; empty when it has none. */
const char *memory_id(void);
/* False while the last name is still being written, about 130 ms. */
bool memory_set_id(const char *id);
/* Writes at most one byte, and never waits for it. */
void memory_run(void);
