/* How the cells connect to the converter: one input each (fsr8), or rows and columns (grid4x4). */
#pragma once
#include <stdint.h>

#include "board.h"

void cells_start(void);
/* Powers the cell's row, if there are rows; returns the value for ADMUX. */
uint8_t cells_select(uint8_t cell);
/* No row is powered between scans: sensors carry current only while being read. */
void cells_rest(void);
/* Sums of SAMPLES conversions to 10-bit counts. */
void cells_counts(const uint16_t sums[CELLS], uint16_t counts[CELLS]);
