/* The host's commands, and the answers. */
#pragma once

/* The hello after a reset, preceded by a line end. */
void commands_greet(void);
/* Reads received bytes while there is room for the answers. */
void commands_run(void);
