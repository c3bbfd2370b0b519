/* What the host may ask, and the answers. */
#pragma once

/* The hello of a reset, with the line end before it. */
void commands_greet(void);
/* Reads what has come, as long as there is room for the answers. */
void commands_run(void);
