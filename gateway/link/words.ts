/** What the link says to people: what happened, what it means for their data, what to do. */
export const words = {
  connecting: (port: string) => `Opening ${port}. Readings begin when the cushion answers.`,
  handshake: (port: string) => `${port} is open; waiting for the cushion to say what it is.`,
  online: (port: string) => `The cushion on ${port} is connected and sends readings.`,
  stale: (port: string) =>
    `The cushion on ${port} has stopped sending readings; this time counts as unknown. ` +
    'It goes on by itself when readings come back; if they do not, check the cable.',
  reopening: (port: string) =>
    `The cushion on ${port} has been silent for a while, so the port is opened anew; this time counts as unknown. ` +
    'If it stays silent, unplug the cushion and plug it in again.',
  unplugged: (port: string, problem: string | null) =>
    `The connection to ${port} has ended${problem === null ? '' : ` (${problem})`}; no readings come in until it is back. ` +
    'It is tried again by itself; if the cushion is plugged in, check the cable.',
  noCushion: (port: string, heardNoise: boolean) =>
    heardNoise
      ? `${port} sends bytes, but no cushion answers on it, so no readings are taken. ` +
        'Check that the board runs Sitbone firmware at 115200 baud, or choose another port with --port.'
      : `${port} is open, but no cushion answers on it, so no readings are taken. ` +
        'Check the cable and the firmware, or choose another port with --port.',
  reset: (port: string) =>
    `The board on ${port} has restarted by itself. Readings go on; if it happens often, check the cable and the power.`,
  clockJump: (jumpMs: number) =>
    `This computer's clock moved ${jumpMs < 0 ? 'back' : 'forward'} by ${Math.abs(jumpMs / 1000).toFixed(1)} s ` +
    '(set, or the computer slept). Readings keep their order; times near this moment may be off by as much.',
} as const
