/* The firmware as one function: what a sketch of the Arduino IDE, or main(), starts. */
#pragma once

#include "chip.h"

#ifdef __cplusplus
extern "C"
#endif
/* Takes over the board and never returns. */
void sitbone_run(void) __attribute__((noreturn));
