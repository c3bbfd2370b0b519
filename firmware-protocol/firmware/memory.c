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

#define BOOT_AT(place) ((uint8_t *)((place) * sizeof(struct boot_record)))
#define ID_AT(place) (BOOT_AT(BOOT_PLACES) + (place) * sizeof(struct id_record))

static uint32_t boot;
static char id[ID_MOST + 1];
static uint8_t id_place;
static struct id_record writing;
static uint8_t written = sizeof writing; /* bytes of `writing` that are done */

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
    if (found && (int8_t)(record.turn - writing.turn) < 0) continue;
    found = true;
    id_place = place;
    writing = record;
  }
  if (!found) {
    memset(&writing, 0, sizeof writing);
    id_place = ID_PLACES - 1;
  }
  memcpy(id, writing.id, ID_MOST);
}

void memory_start(void) {
  read_boot();
  read_id();
  boot++;
  struct boot_record record = {.boot = boot};
  record.crc = checksum(&record, offsetof(struct boot_record, crc));
  eeprom_update_block(&record, BOOT_AT((uint8_t)(boot % BOOT_PLACES)), sizeof record);
}

uint32_t memory_boot(void) { return boot; }

const char *memory_id(void) { return id; }

bool memory_set_id(const char *text) {
  if (written < sizeof writing) return false;
  memset(id, 0, sizeof id);
  strncpy(id, text, ID_MOST);
  id_place = (id_place + 1) % ID_PLACES;
  writing.turn++;
  memcpy(writing.id, id, ID_MOST);
  writing.crc = checksum(&writing, offsetof(struct id_record, crc));
  written = 0;
  return true;
}

void memory_run(void) {
  if (written == sizeof writing || !eeprom_is_ready()) return;
  eeprom_update_byte(ID_AT(id_place) + written, ((const uint8_t *)&writing)[written]);
  written++;
}
