/*
 * Cushion type and pin assignment. The only file to change for another wiring.
 *
 * Default: fsr8, eight sensors, each with its own divider on A0..A7 (Arduino Nano; an Uno has only A0..A5).
 * With GRID4X4: a 4 x 4 grid, rows driven from D4..D7, columns read on A0..A3 (Nano or Uno). Remove the // for it.
 */
#pragma once

// #define GRID4X4

#include "chip.h"

#define FIRMWARE_VERSION "0.2.0"

#ifdef GRID4X4
#define DEVICE "grid4x4"
#define CELLS 16
#define COLUMNS 4
#define ROWS 4
#define ROW_FIRST_BIT 4 /* port D: D4, D5, D6, D7 */
#else
#define DEVICE "fsr8"
#define CELLS 8
#endif

/* Port B: the motor's transistor on D9, the board's LED on D13. */
#define MOTOR_BIT PB1
#define LAMP_BIT PB5

#define BAUD 115200UL

#define RATE_DEFAULT_HZ 10
#define RATE_MOST_HZ 50
#define BUZZ_MOST_MS 60000UL

/* Per cell, one conversion is discarded while the input settles, and SAMPLES are added up. */
#define SAMPLES 8
