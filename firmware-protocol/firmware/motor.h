/* The vibration motor: runs for a while without anybody waiting for it. */
#pragma once
#include <stdint.h>

void motor_start(void);
/* A new time replaces the last; 0 stops it. */
void motor_run(uint16_t ms);
/* Called by the clock, with interrupts off. */
void motor_millisecond(void);
