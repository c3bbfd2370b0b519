/** What the link says to people: what happened, what it means for their data, what to do. */
import type { LinkJump } from './time/link-clock.ts'

const way = (byMs: number) => `${byMs < 0 ? 'back' : 'forward'} by ${Math.abs(byMs / 1000).toFixed(1)} s`
const iso = (ms: number) => new Date(ms).toISOString()

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
  clockJump: ({ byMs, epoch }: LinkJump) =>
    epoch === null
      ? `This computer's clock moved ${way(byMs)}, or the computer slept. Readings keep their order; times near this moment may be off by as much.`
      : `This computer's clock was set ${way(byMs)}. Readings follow it from now on; sitting time and load go on as if nothing had happened. ` +
        `Those since ${iso(epoch.sinceMs)} carry the earlier clock's times: if that one was wrong, "sitbone repair --clock" shows what it would move.`,
} as const
