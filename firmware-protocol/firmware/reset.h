/* Why the board started: MCUSR as it was. 0 when a bootloader cleared it. */
#pragma once
#include <stdint.h>

uint8_t reset_cause(void);
