/** What the link says to people: what happened, what it means for their data, what to do. */
import type { LinkJump } from './time/link-clock.ts'

const way = (byMs: number) => `${byMs < 0 ? 'back' : 'forward'} by ${Math.abs(byMs / 1000).toFixed(1)} s`
const iso = (ms: number) => new Date(ms).toISOString()

export const words = {
  connecting: (port: string) => `Opening ${port}. Readings begin when the cushion answers.`,
  handshake: (port: string) => `${port} is open; waiting for the cushion to identify itself.`,
  online: (port: string) => `The cushion on ${port} is connected and sends readings.`,
  stale: (port: string) =>
    `The cushion on ${port} has stopped sending readings; this time counts as unknown. ` +
    'Recording resumes when readings return; if they do not, check the cable.',
  reopening: (port: string) =>
    `The cushion on ${port} has been silent for a while, so the port is being reopened; this time counts as unknown. ` +
    'If it stays silent, unplug the cushion and plug it in again.',
  unplugged: (port: string, problem: string | null) =>
    `The connection to ${port} was lost${problem === null ? '' : ` (${problem})`}; no readings arrive until it is back. ` +
    'Sitbone keeps trying; if the cushion is plugged in, check the cable.',
  noCushion: (port: string, heardNoise: boolean) =>
    heardNoise
      ? `${port} sends bytes, but no cushion answers on it, so nothing is recorded. ` +
        'Check that the board runs Sitbone firmware at 115200 baud, or choose another port with --port.'
      : `${port} is open, but no cushion answers on it, so nothing is recorded. ` +
        'Check the cable and the firmware, or choose another port with --port.',
  reset: (port: string) =>
    `The board on ${port} has restarted. Readings continue; if this happens often, check the cable and the power.`,
  clockJump: ({ byMs, epoch }: LinkJump) =>
    epoch === null
      ? `This computer's clock moved ${way(byMs)}, or the computer slept. Readings keep their order; times near this moment may be off by as much.`
      : `This computer's clock was set ${way(byMs)}. New readings use the new time; sitting time and load are not affected. ` +
        `Those since ${iso(epoch.sinceMs)} are dated by the earlier clock. If that clock was wrong, "sitbone repair --clock" shows what it would correct.`,
} as const
