/* The serial port: bytes out and in through ring buffers, served by interrupts. Nothing here blocks. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

void uart_start(void);
/* Takes all of it, or nothing and returns false. */
bool uart_send(const char *bytes, uint8_t length);
/* Bytes that uart_send would accept now. */
uint8_t uart_room(void);
/* False when nothing was received. A damaged byte is 0, which is invalid in a line. */
bool uart_receive(uint8_t *byte);
