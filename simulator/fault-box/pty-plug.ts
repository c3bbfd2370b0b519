/**
 * A box on a pseudo-terminal whose name goes when the cable is out, and comes back with it, under another one if the fault
 * says so (as `/dev/ttyUSB0` comes back as `/dev/ttyUSB1`). Needs socat.
 */
import { type ServedPty, servePty } from '../board/pty.ts'
import type { FaultBox } from './fault-box.ts'

export interface ServedPlug {
  /** Where it answers now; null while it is unplugged. */
  link(): string | null
  /** Twice is fine. */
  stop(): Promise<void>
}

/** Rejects as servePty does. `onTrouble`: its name could not come back; it stays away until the next plugging in. */
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
