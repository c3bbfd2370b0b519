/** The link's messages: what happened, what it means for the data, what to do. */
import type { Source, SourceKind } from './sources/source.ts'
import type { LinkJump } from './time/link-clock.ts'

const jump = (byMs: number) => `${byMs < 0 ? 'back' : 'forward'} by ${Math.abs(byMs / 1000).toFixed(1)} s`
const iso = (ms: number) => new Date(ms).toISOString()

/** What differs between the ways to reach a cushion. */
interface Way {
  readonly lookAt: string
  readonly reopening: string
  readonly ifSilent: string
  readonly ifReached: string
  readonly afterRestarts: string
  /** Where no cushion answers; `heardNoise`: something does. */
  readonly noCushion: string
  readonly heardNoise: string
}

const ways: Readonly<Record<SourceKind, Way>> = {
  serial: {
    lookAt: 'check the cable',
    reopening: 'the port is being reopened',
    ifSilent: 'unplug the cushion and plug it in again',
    ifReached: 'plugged in',
    afterRestarts: 'check the cable and the power',
    noCushion: 'check the cable and the firmware, or choose another port with --port',
    heardNoise:
      'check that the board runs Sitbone firmware at 115200 baud, or choose another port with --port',
  },
  network: {
    lookAt: 'check the power of the board and its network',
    reopening: 'Sitbone is connecting to it again',
    ifSilent: 'switch the board off and on',
    ifReached: 'switched on',
    afterRestarts: 'check its power',
    noCushion: 'check that the board is on and runs Sitbone firmware, or choose another port with --port',
    heardNoise:
      'check that the board or bridge there passes on what Sitbone firmware sends at 115200 baud, or choose another port with --port',
  },
  simulated: {
    lookAt:
      'this computer may be too busy to simulate at this speed; see also the faults on the simulator console',
    reopening: 'it is being started again',
    ifSilent: 'start Sitbone again',
    ifReached: 'plugged in on the simulator console',
    afterRestarts: 'see the faults on the simulator console',
    noCushion: 'see the faults on the simulator console',
    heardNoise: 'see the faults on the simulator console',
  },
}

/** `others`: programs that have the port open too, where the system shows them. */
export function linkWords({ name: port, kind = 'serial', otherReaders }: Source) {
  // Only a serial port can be read by two programs at once.
  const shareable = otherReaders !== undefined
  const way = ways[kind]
  const anotherReader = (others: string | null) => {
    if (others !== null) return ` ${others} has the port open too and may take its bytes: close it.`
    return shareable
      ? ' Another program that reads the same port, such as a serial monitor, also causes this: close it.'
      : ''
  }
  return {
    connecting: () => `Opening ${port}. Readings begin when the cushion answers.`,
    handshake: () => `${port} is open; waiting for the cushion to identify itself.`,
    online: () => `The cushion on ${port} is connected and sends readings.`,
    losses: ({ bad, of }: { bad: number; of: number }, others: string | null) =>
      `Of the last ${of} lines from the cushion on ${port}, ${bad} were broken or missing; what is missing counts as unknown. ` +
      `If this goes on, ${way.lookAt}.${anotherReader(others)}`,
    stale: (others: string | null) =>
      `The cushion on ${port} has stopped sending readings; this time counts as unknown. ` +
      `Recording resumes when readings return; if they do not, ${way.lookAt}.${anotherReader(others)}`,
    reopening: () =>
      `The cushion on ${port} has been silent for a while, so ${way.reopening}; ` +
      `this time counts as unknown. If it stays silent, ${way.ifSilent}.`,
    unplugged: (problem: string | null) =>
      `The connection to ${port} was lost${problem === null ? '' : ` (${problem})`}; no readings arrive until it is back. ` +
      `Sitbone keeps trying; if the cushion is ${way.ifReached}, ${way.lookAt}.`,
    noCushion: ({ heardNoise }: { heardNoise: boolean }, others: string | null) =>
      `${heardNoise ? `${port} sends bytes, but no cushion answers on it` : `${port} is open, but no cushion answers on it`}, so nothing is recorded. ` +
      `The board may still be starting; Sitbone keeps asking. If this goes on, ${heardNoise ? way.heardNoise : way.noCushion}.` +
      (heardNoise || others !== null ? anotherReader(others) : ''),
    sharedPort: (others: string) =>
      `${others} has ${port} open too. If it reads, the bytes of the cushion are divided between the two and readings are lost: close it.`,
    reset: () =>
      `The board on ${port} has restarted. Readings continue; if this happens often, ${way.afterRestarts}.`,
  } as const
}

export function clockJumpWords({ byMs, epoch }: LinkJump): string {
  return epoch === null
    ? `This computer's clock moved ${jump(byMs)}, or the computer slept. Readings keep their order; times near this moment may be off by as much.`
    : `This computer's clock was set ${jump(byMs)}. New readings use the new time; sitting time and load are not affected. ` +
        `Those since ${iso(epoch.sinceMs)} are dated by the earlier clock. If that clock was wrong, "sitbone repair --clock" shows what it would correct.`
}
