/* The vibration motor: runs in the background. */
#pragma once
#include <stdint.h>

void motor_start(void);
/* A new time replaces the last; 0 stops it. */
void motor_run(uint16_t ms);
/* Called by the clock, with interrupts off. */
void motor_millisecond(void);
