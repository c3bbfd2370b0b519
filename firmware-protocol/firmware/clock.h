/* Board time in milliseconds and the timing of scans, from timer 1. It never steps and wraps after 49.7 days. */
#pragma once
#include <stdint.h>

void clock_start(void);
uint32_t clock_ms(void);

/* Scans per second, 1 to RATE_MOST_HZ. */
void clock_set_rate(uint8_t hz);
uint8_t clock_rate(void);
