/*
 * Which cushion this is, and which pin does what. The only file to change for another wiring.
 *
 * Without a switch: fsr8, eight sensors, each a divider of its own on A0..A7 (Arduino Nano; an Uno has A0..A5 only).
 * With -DGRID4X4: a 4 x 4 grid, rows driven from D4..D7, columns read on A0..A3 (Nano or Uno).
 */
#pragma once

#define FIRMWARE_VERSION "0.1.0"

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

/* Port B: the motor's transistor on D9, the lamp of the board on D13. */
#define MOTOR_BIT PB1
#define LAMP_BIT PB5

#define BAUD 115200UL

#define RATE_DEFAULT_HZ 10
#define RATE_MOST_HZ 50
#define BUZZ_MOST_MS 60000UL

/* Of each cell one conversion is thrown away, while the input settles, and so many are added up. */
#define SAMPLES 8
