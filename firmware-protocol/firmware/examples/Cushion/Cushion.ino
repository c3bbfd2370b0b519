/*
 * Sitbone's cushion: choose the board (Arduino Nano or Uno) and its port under Tools, then upload.
 *
 * With eight sensors there is nothing to change. For the grid of sixteen, remove the // before "#define GRID4X4" in the
 * library's board.h first.
 */
#include <Sitbone.h>

void setup() { sitbone_run(); }

/* Never reached: everything runs in the line above. */
void loop() {}
