/* See out_line.h. */
#include "out_line.h"

#include <avr/pgmspace.h>
#include <stdlib.h>

#include "crc.h"
#include "uart.h"

static char line[ANSWER_MOST];
static uint8_t length;
static uint16_t crc;

static void put(char letter) {
  if (length < sizeof line) line[length++] = letter;
}

void out_begin(void) {
  length = 0;
  crc = CRC_START;
  put('$');
}

void out_char(char letter) {
  crc = crc_add(crc, (uint8_t)letter);
  put(letter);
}

void out_text(const char *text) {
  while (*text) out_char(*text++);
}

void out_flash(const char *text) {
  char letter;
  while ((letter = (char)pgm_read_byte(text++))) out_char(letter);
}

void out_number(uint32_t number) {
  char digits[11];
  out_text(ultoa(number, digits, 10));
}

bool out_end(void) {
  put('*');
  for (int8_t shift = 12; shift >= 0; shift -= 4) {
    const uint8_t digit = (crc >> shift) & 0x0F;
    put((char)(digit < 10 ? '0' + digit : 'A' + digit - 10));
  }
  put('\n');
  return uart_send(line, length);
}
