/* See in_line.h. A line is read from its last $; one longer than the buffer is discarded up to its end. */
#include "in_line.h"

#include <stdbool.h>

#include "crc.h"

/* The longest line of the protocol: a longer one is broken even if it ends correctly. */
#define LINE_MOST 512

static char text[IN_LINE_MOST];
static uint8_t length;     /* after the $ */
static uint16_t received;  /* of the whole line, noise before the $ included */
static bool started;
static bool too_long;

static int8_t hex(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

static bool envelope_is_good(void) {
  if (!started || too_long || received >= LINE_MOST) return false;
  if (length > 0 && text[length - 1] == '\r') length--;
  if (length < 5 || text[length - 5] != '*') return false;
  uint16_t told = 0;
  for (uint8_t i = length - 4; i < length; i++) {
    const int8_t digit = hex(text[i]);
    if (digit < 0) return false;
    told = (told << 4) | (uint8_t)digit;
  }
  length -= 5;
  uint16_t crc = CRC_START;
  for (uint8_t i = 0; i < length; i++) {
    if (text[i] < 0x20 || text[i] > 0x7E || text[i] == '*') return false;
    crc = crc_add(crc, (uint8_t)text[i]);
  }
  text[length] = '\0';
  return crc == told;
}

enum in_line in_line_push(uint8_t byte) {
  if (byte == '\n') {
    const bool empty = received == 0 || (received == 1 && !started && text[0] == '\r');
    const bool good = !empty && envelope_is_good();
    started = false;
    too_long = false;
    length = 0;
    received = 0;
    if (empty) return IN_LINE_NONE;
    return good ? IN_LINE_GOOD : IN_LINE_BROKEN;
  }
  if (received == 0) text[0] = (char)byte;
  if (received < LINE_MOST) received++;
  if (byte == '$') {
    started = true;
    too_long = false;
    length = 0;
  } else if (started) {
    if (length < IN_LINE_MOST - 1)
      text[length++] = (char)byte;
    else
      too_long = true;
  }
  return IN_LINE_NONE;
}

char *in_line_body(void) { return text; }
