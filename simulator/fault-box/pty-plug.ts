/**
 * A box on a pseudo-terminal whose name disappears with the cable and returns with it, under another name if the fault says so
 * (as `/dev/ttyUSB0` comes back as `/dev/ttyUSB1`). Needs socat.
 */
import { type ServedPty, servePty } from '../board/pty.ts'
import type { FaultBox } from './fault-box.ts'

export interface ServedPlug {
  /** Its present path; null while unplugged. */
  link(): string | null
  /** Idempotent. */
  stop(): Promise<void>
}

/** Rejects like servePty. `onTrouble`: its name could not be restored; it stays away until plugged in again. */
export async function servePtyPlug(
  box: FaultBox,
  link: string,
  onTrouble: (error: Error) => void = () => {},
): Promise<ServedPlug> {
  let served: ServedPty | null = await servePty(box, link)
  let turn: Promise<void> = Promise.resolve()
  const then = (what: () => Promise<void>) => {
    turn = turn
      .then(what)
      .catch((error: unknown) => onTrouble(error instanceof Error ? error : new Error(String(error))))
  }
  const end = box.tap({
    plugged: (is, name) =>
      then(async () => {
        await served?.stop()
        served = null
        if (is) served = await servePty(box, name ?? link)
      }),
  })
  return {
    link: () => served?.link ?? null,
    stop: async () => {
      end()
      await turn
      await served?.stop()
      served = null
    },
  }
}
