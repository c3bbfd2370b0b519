/*
 * Sitbone's cushion: choose the board (Arduino Nano or Uno) and its port under Tools, then upload.
 *
 * Everything is in the library, its main function too, so that nothing stands here. With eight sensors this is all; for the
 * grid of sixteen, remove the // before "#define GRID4X4" in the library's board.h first.
 */
#include <Sitbone.h>
