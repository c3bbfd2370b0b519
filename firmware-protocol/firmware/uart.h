/* The serial port: bytes out and in through rings that interrupts empty and fill. Nothing here ever waits. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

void uart_start(void);
/* Takes all of it, or nothing and gives false. */
bool uart_send(const char *bytes, uint8_t length);
/* Bytes that uart_send would take now. */
uint8_t uart_room(void);
/* False when nothing has come. A byte that came broken is 0, which no line may hold. */
bool uart_receive(uint8_t *byte);
