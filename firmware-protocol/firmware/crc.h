/* CRC-16/CCITT-FALSE (1021, start FFFF) as in the protocol: "123456789" gives 29B1. */
#pragma once
#include <stdint.h>
#include <util/crc16.h>

#define CRC_START 0xFFFFU

static inline uint16_t crc_add(uint16_t crc, uint8_t byte) { return _crc_xmodem_update(crc, byte); }
