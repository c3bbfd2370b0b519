/* Collects the host's bytes into lines and checks their envelope. */
#pragma once
#include <stdint.h>

/* A line of 48 bytes must be accepted; the longest command of the protocol has 44 with CR LF. */
#define IN_LINE_MOST 64

enum in_line { IN_LINE_NONE, IN_LINE_BROKEN, IN_LINE_GOOD };

/* Takes one byte. After IN_LINE_GOOD in_line_body() holds the text between $ and *, until the next byte. */
enum in_line in_line_push(uint8_t byte);
char *in_line_body(void);
