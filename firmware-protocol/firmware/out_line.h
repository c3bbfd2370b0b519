/* Writes one line of the protocol: $ body * CRC LF. It is sent whole or not at all. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "board.h"

/* Longest lines that this firmware sends: a frame with all numbers at their longest, a hello (133). */
#define FRAME_MOST (30 + 5 * CELLS)
#define ANSWER_MOST 136

void out_begin(void);
void out_char(char letter);
void out_text(const char *text);
/* Text in flash: out_flash(PSTR("...")). */
void out_flash(const char *text);
void out_number(uint32_t number);
/* False if the transmit ring had no room for all of it; then nothing is sent. */
bool out_end(void);
