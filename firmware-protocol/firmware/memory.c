/* See memory.h. */
#include "memory.h"

#include <avr/eeprom.h>
#include <stddef.h>
#include <string.h>

#include "crc.h"

#define BOOT_PLACES 128
#define ID_PLACES 2

struct boot_record {
  uint32_t boot;
  uint16_t crc;
};
struct id_record {
  uint8_t turn; /* rises with every name; the later one counts */
  char id[ID_MOST];
  uint16_t crc;
};

struct constants_record {
  struct constants cells[CELLS];
  uint16_t crc;
};

#define BOOT_AT(place) ((uint8_t *)((place) * sizeof(struct boot_record)))
#define ID_AT(place) (BOOT_AT(BOOT_PLACES) + (place) * sizeof(struct id_record))

#define CONSTANTS_AT ID_AT(ID_PLACES)
#define EEPROM_BYTES (E2END + 1)
_Static_assert(BOOT_PLACES * sizeof(struct boot_record) + ID_PLACES * sizeof(struct id_record) +
                       sizeof(struct constants_record) <=
                   EEPROM_BYTES,
               "more than the EEPROM holds");

static uint32_t boot;
static char id[ID_MOST + 1];
static uint8_t id_place;
static struct id_record name;
static struct constants_record constants;
/* What is being written: bytes that are left, the next one, and its place. */
static uint8_t left;
static const uint8_t *next;
static uint8_t *next_at;

static uint16_t checksum(const void *bytes, uint8_t length) {
  uint16_t crc = CRC_START;
  for (const uint8_t *at = bytes; length > 0; length--) crc = crc_add(crc, *at++);
  return crc;
}

static void read_boot(void) {
  struct boot_record record;
  for (uint8_t place = 0; place < BOOT_PLACES; place++) {
    eeprom_read_block(&record, BOOT_AT(place), sizeof record);
    if (record.crc == checksum(&record, offsetof(struct boot_record, crc)) && record.boot > boot) boot = record.boot;
  }
}

static void read_id(void) {
  bool found = false;
  for (uint8_t place = 0; place < ID_PLACES; place++) {
    struct id_record record;
    eeprom_read_block(&record, ID_AT(place), sizeof record);
    if (record.crc != checksum(&record, offsetof(struct id_record, crc))) continue;
    if (found && (int8_t)(record.turn - name.turn) < 0) continue;
    found = true;
    id_place = place;
    name = record;
  }
  if (!found) {
    memset(&name, 0, sizeof name);
    id_place = ID_PLACES - 1;
  }
  memcpy(id, name.id, ID_MOST);
}

static void read_constants(void) {
  eeprom_read_block(&constants, CONSTANTS_AT, sizeof constants);
  if (constants.crc != checksum(&constants, offsetof(struct constants_record, crc)))
    memset(&constants, 0, sizeof constants);
}

void memory_start(void) {
  read_boot();
  read_id();
  read_constants();
  boot++;
  struct boot_record record = {.boot = boot};
  record.crc = checksum(&record, offsetof(struct boot_record, crc));
  eeprom_update_block(&record, BOOT_AT((uint8_t)(boot % BOOT_PLACES)), sizeof record);
}

uint32_t memory_boot(void) { return boot; }

const char *memory_id(void) { return id; }

static void write_soon(const void *from, uint8_t *to, uint8_t bytes) {
  next = from;
  next_at = to;
  left = bytes;
}

bool memory_set_id(const char *text) {
  if (left > 0) return false;
  memset(id, 0, sizeof id);
  strncpy(id, text, ID_MOST);
  id_place = (id_place + 1) % ID_PLACES;
  name.turn++;
  memcpy(name.id, id, ID_MOST);
  name.crc = checksum(&name, offsetof(struct id_record, crc));
  write_soon(&name, ID_AT(id_place), sizeof name);
  return true;
}

bool memory_constants(uint8_t cell, struct constants *kept) {
  *kept = constants.cells[cell];
  return kept->k > 0;
}

bool memory_keep(uint8_t cell, const struct constants *told) {
  if (left > 0) return false;
  constants.cells[cell] = *told;
  constants.crc = checksum(&constants, offsetof(struct constants_record, crc));
  write_soon(&constants, CONSTANTS_AT, sizeof constants);
  return true;
}

/* Skips what is already there: of the constants only one cell and the checksum differ. */
void memory_run(void) {
  while (left > 0 && eeprom_is_ready()) {
    const bool same = eeprom_read_byte(next_at) == *next;
    if (!same) eeprom_write_byte(next_at, *next);
    next++;
    next_at++;
    left--;
    if (!same) return;
  }
}
