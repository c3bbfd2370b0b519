/* For the Arduino IDE: a sketch that includes this file becomes Sitbone's firmware; its own main replaces setup and loop. */
#pragma once

#include "chip.h"
