/*
 * What outlives power loss (EEPROM): how often the board started, and its name.
 *
 * Starts go round 128 places, so that each is written once in 128 starts: the 100,000 writes of a place last for 12.8
 * million starts. A name has two places in turn. Every record has a checksum: one that power loss cut is not taken, and
 * the one before it stays.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define ID_MOST 32

/* Reads both and writes down this start, about 20 ms. Before interrupts are on. */
void memory_start(void);
uint32_t memory_boot(void);
/* The name; empty when it has none. */
const char *memory_id(void);
/* False while the last name is still being written, about 130 ms. */
bool memory_set_id(const char *id);
/* Writes at most one byte, and never waits for it. */
void memory_run(void);
