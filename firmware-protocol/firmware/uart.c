/* See uart.h. 16 MHz gives 117647 baud in double speed mode (+2.1 %); without it 115200 would be 3.5 % off. */
#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "board.h"
#define BAUD_TOL 3
#include <util/setbaud.h>

/* 256 bytes, so that the indices wrap automatically; one place stays free. */
static char out[256];
static volatile uint8_t out_head, out_tail;

#define IN_SIZE 128
static uint8_t in[IN_SIZE];
static volatile uint8_t in_head, in_tail;

void uart_start(void) {
  UBRR0 = UBRR_VALUE;
#if USE_2X
  UCSR0A = _BV(U2X0);
#else
  UCSR0A = 0;
#endif
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

uint8_t uart_room(void) { return (uint8_t)(out_tail - out_head - 1); }

bool uart_send(const char *bytes, uint8_t length) {
  if (length > uart_room()) return false;
  uint8_t head = out_head;
  for (uint8_t i = 0; i < length; i++) out[head++] = bytes[i];
  out_head = head;
  UCSR0B |= _BV(UDRIE0);
  return true;
}

ISR(USART_UDRE_vect) {
  const uint8_t tail = out_tail;
  if (tail != out_head) {
    UDR0 = out[tail];
    out_tail = tail + 1;
  }
  if (out_tail == out_head) UCSR0B &= ~_BV(UDRIE0);
}

ISR(USART_RX_vect) {
  const uint8_t faults = UCSR0A & (_BV(FE0) | _BV(DOR0));
  const uint8_t byte = UDR0;
  const uint8_t next = (in_head + 1) % IN_SIZE;
  if (next == in_tail) {
    /* Full: corrupt the last byte, so that its line is refused instead of read with a gap. */
    in[(in_head + IN_SIZE - 1) % IN_SIZE] = 0;
    return;
  }
  in[in_head] = faults ? 0 : byte;
  in_head = next;
}

bool uart_receive(uint8_t *byte) {
  const uint8_t tail = in_tail;
  if (tail == in_head) return false;
  *byte = in[tail];
  in_tail = (tail + 1) % IN_SIZE;
  return true;
}
