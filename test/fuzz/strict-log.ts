/** A log that keeps what is said as an error: in Sitbone that is a fault of the program or of its surroundings. */
import { type Log, silentLog } from '../../platform/log.ts'

export function strictLog(): { log: Log; faults: string[] } {
  const faults: string[] = []
  const error: Log['error'] = (fields, message) => {
    const { err } = fields as { err?: unknown }
    faults.push(`${message} ${err instanceof Error ? (err.stack ?? err.message) : JSON.stringify(fields)}`)
  }
  return { log: { ...silentLog, error }, faults }
}
