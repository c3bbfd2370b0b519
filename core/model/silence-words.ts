/** What to check when a cushion sends nothing, for where the way to it is not known: only its link knows whether there is a cable. */

/** Without a full stop, so that a sentence can go on. */
export const checkCushion = 'Check that the cushion is switched on and connected'
