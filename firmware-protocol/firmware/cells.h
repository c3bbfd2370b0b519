/* How the cells hang on the converter: one input each (fsr8), or rows and columns (grid4x4). */
#pragma once
#include <stdint.h>

#include "board.h"

void cells_start(void);
/* Puts the cell's row under voltage, if there are rows; gives the value for ADMUX. */
uint8_t cells_select(uint8_t cell);
/* No row under voltage between scans: the sensors carry current only while they are read. */
void cells_rest(void);
/* Sums of SAMPLES conversions to 10-bit counts. */
void cells_counts(const uint16_t sums[CELLS], uint16_t counts[CELLS]);
