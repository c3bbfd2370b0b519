/* See commands.h. Every good line gets one answer, in order; broken ones get only a few a second. */
#include "commands.h"

#include <avr/pgmspace.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "clock.h"
#include "in_line.h"
#include "memory.h"
#include "motor.h"
#include "out_line.h"
#include "reset.h"
#include "scan.h"
#include "uart.h"

#define TOKEN_MOST 32
#define BROKEN_A_SECOND 4

static void hello(void) {
  out_begin();
  out_flash(PSTR("H,proto=1,fw=" FIRMWARE_VERSION ",dev=" DEVICE));
  if (*memory_id()) {
    out_flash(PSTR(",id="));
    out_text(memory_id());
  }
  out_flash(PSTR(",ch="));
  out_number(CELLS);
  out_flash(PSTR(",bits=10,rate="));
  out_number(clock_rate());
  out_flash(PSTR(",rst="));
  out_number(reset_cause());
  out_flash(PSTR(",boot="));
  out_number(memory_boot());
  out_flash(PSTR(",ms="));
  out_number(clock_ms());
  out_end();
}

void commands_greet(void) {
  uart_send("\n", 1);
  hello();
}

/* `done` and `refused` leave the line open for further fields. */
static void done(const char *name) {
  out_begin();
  out_flash(PSTR("A,"));
  out_text(name);
  out_char(',');
}

static void refuse(const char *code_in_flash, const char *name) {
  out_begin();
  out_flash(PSTR("E,"));
  out_flash(code_in_flash);
  if (name) {
    out_char(',');
    out_text(name);
  }
  out_end();
}

static void refuse_broken(void) {
  static uint32_t since_ms;
  static uint8_t told;
  const uint32_t now = clock_ms();
  if (now - since_ms >= 1000 || told == 0) {
    since_ms = now;
    told = 0;
  }
  if (told < BROKEN_A_SECOND) {
    told++;
    refuse(PSTR("crc"), NULL);
  }
}

/* 1 to 10 digits, at most 4294967295; leading zeros are allowed. */
static bool read_number(const char *text, uint32_t *number) {
  uint32_t value = 0;
  uint8_t digits = 0;
  for (; *text; text++, digits++) {
    const uint8_t digit = (uint8_t)(*text - '0');
    if (digit > 9 || digits == 10) return false;
    if (value > 429496729UL || (value == 429496729UL && digit > 5)) return false;
    value = value * 10 + digit;
  }
  *number = value;
  return digits > 0;
}

/* Upper-case letter, then letters and digits, 16 in all, and perhaps a question mark. */
static bool is_name(const char *text) {
  uint8_t i = 0;
  if (!(text[0] >= 'A' && text[0] <= 'Z')) return false;
  while ((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= '0' && text[i] <= '9')) i++;
  if (i > 16) return false;
  if (text[i] == '?') i++;
  return text[i] == '\0';
}

/* `arg` is the one argument, NULL when there is none or more than one. False: refused as out of range. */
static bool ping(const char *name, const char *arg) {
  if (!arg || strlen(arg) < 1 || strlen(arg) > TOKEN_MOST) return false;
  done(name);
  out_text(arg);
  out_char(',');
  out_number(clock_ms());
  out_end();
  return true;
}

static bool rate(const char *name, const char *arg) {
  uint32_t hz;
  if (!arg || !read_number(arg, &hz) || hz < 1 || hz > RATE_MOST_HZ) return false;
  clock_set_rate((uint8_t)hz);
  done(name);
  out_number(hz);
  out_end();
  return true;
}

static bool buzz(const char *name, const char *arg) {
  uint32_t ms;
  if (!arg || !read_number(arg, &ms) || ms > BUZZ_MOST_MS) return false;
  motor_run((uint16_t)ms);
  done(name);
  out_number(ms);
  out_end();
  return true;
}

static bool name_it(const char *name, const char *arg) {
  if (!arg || strlen(arg) < 1 || strlen(arg) > ID_MOST) return false;
  if (!memory_set_id(arg)) {
    refuse(PSTR("busy"), name);
    return true;
  }
  done(name);
  out_text(arg);
  out_end();
  return true;
}

static bool constants(const char *name, const char *arg) {
  uint32_t cell;
  struct constants kept;
  if (!arg || !read_number(arg, &cell) || cell >= CELLS) return false;
  if (!memory_constants((uint8_t)cell, &kept)) {
    refuse(PSTR("empty"), name);
    return true;
  }
  const uint32_t fields[] = {cell, kept.k, kept.n, kept.creep, kept.loop, kept.zero, kept.error, kept.day};
  out_begin();
  out_char('K');
  for (uint8_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    out_char(',');
    out_number(fields[i]);
  }
  out_end();
  return true;
}

/* In the order of the line: cell, k, n, creep, loop, zero, error, day. */
static const uint32_t PROGMEM least[] = {0, 1, 200, 0, 0, 0, 1, 0};
static const uint32_t PROGMEM most[] = {CELLS - 1, 0xFFFFFF, 3000, 0xFF, 500, 0x7FF, 0xFF, 0xFFFF};
#define FIELDS (sizeof least / sizeof *least)

static bool keep(const char *name, char *args) {
  uint32_t fields[FIELDS];
  char *rest = args;
  for (uint8_t i = 0; i < FIELDS; i++) {
    char *field = rest ? strsep(&rest, ",") : NULL;
    if (!field || !read_number(field, &fields[i])) return false;
    if (fields[i] < pgm_read_dword(&least[i]) || fields[i] > pgm_read_dword(&most[i])) return false;
  }
  if (rest) return false;
  const struct constants told = {
      .k = fields[1],
      .creep = fields[3],
      .n = fields[2],
      .loop = fields[4],
      .zero = fields[5],
      .error = fields[6],
      .day = fields[7],
  };
  if (!memory_keep((uint8_t)fields[0], &told)) {
    refuse(PSTR("busy"), name);
    return true;
  }
  done(name);
  out_number(fields[0]);
  out_end();
  return true;
}

static void obey(char *body) {
  char *args = body;
  strsep(&args, ",");
  const bool none = !args;
  const char *arg = args && !strchr(args, ',') ? args : NULL;
  bool good;
  if (!strcmp_P(body, PSTR("HELLO?"))) {
    good = none;
    if (good) hello();
  } else if (!strcmp_P(body, PSTR("PING"))) {
    good = ping(body, arg);
  } else if (!strcmp_P(body, PSTR("RATE"))) {
    good = rate(body, arg);
  } else if (!strcmp_P(body, PSTR("BUZZ"))) {
    good = buzz(body, arg);
  } else if (!strcmp_P(body, PSTR("ID"))) {
    good = name_it(body, arg);
  } else if (!strcmp_P(body, PSTR("CAL?"))) {
    good = constants(body, arg);
  } else if (!strcmp_P(body, PSTR("CAL"))) {
    good = keep(body, args);
  } else {
    refuse(PSTR("unknown"), is_name(body) ? body : NULL);
    return;
  }
  if (!good) refuse(PSTR("range"), body);
}

/* A waiting frame goes first: answers never displace one. */
static bool may_answer(void) { return !scan_is_ready() && uart_room() >= ANSWER_MOST; }

void commands_run(void) {
  uint8_t byte;
  while (may_answer() && uart_receive(&byte)) {
    switch (in_line_push(byte)) {
      case IN_LINE_GOOD:
        obey(in_line_body());
        break;
      case IN_LINE_BROKEN:
        refuse_broken();
        break;
      case IN_LINE_NONE:
        break;
    }
  }
}
