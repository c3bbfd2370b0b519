/* Refuses another chip or clock with a sentence, because registers and timing are those of the ATmega328P at 16 MHz. */
#pragma once

#ifndef __AVR_ATmega328P__
#error "This firmware is for the ATmega328P (Arduino Nano or Uno). Choose that board under Tools, Board; for another chip write firmware of your own: see firmware-protocol/README.md."
#elif F_CPU != 16000000UL
#error "This firmware needs a board that runs at 16 MHz (5 V Nano or Uno). A 3.3 V board at 8 MHz would send at the wrong speed."
#endif
