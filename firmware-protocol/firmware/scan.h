/* One scan reads all cells: started by the clock, run by the converter's interrupt, collected by the main loop. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "board.h"

struct scan {
  uint32_t seq; /* counts all scans that were due, also those that could not be read or sent */
  uint32_t ms;  /* board time at its beginning */
  uint16_t counts[CELLS];
};

void scan_start(void);
/* Called by the clock, with interrupts off. */
void scan_begin(uint32_t ms);
/* The finished scan, once; false when there is none. */
bool scan_take(struct scan *scan);
bool scan_is_ready(void);
