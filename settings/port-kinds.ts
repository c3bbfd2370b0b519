/** Which `--port` has no hardware behind it. */

export const avrScheme = 'avr:'

/** Emulated machine code. */
export const isAvrPort = (port: string): boolean => port.startsWith(avrScheme)

/** No hardware behind it: what it says is marked as simulated, and kept apart from a real cushion's data. */
export const isSimulatedPort = (port: string): boolean => port === 'simulator' || isAvrPort(port)
