/**
 * Loaded before a role (`node --import`): its wall clock is this computer's plus the milliseconds in the file CHAOS_CLOCK_FILE, read
 * at the start and at each SIGUSR2. One process then sees a clock that jumps, while the product knows nothing about it and the
 * computer's clock stays as it is. Timers and the monotonic clock do not change. Until its first line of output, the signal
 * would end the process.
 */
import { readFileSync } from 'node:fs'

const file = process.env.CHAOS_CLOCK_FILE
const read = (): number => {
  try {
    return Number(readFileSync(file ?? '', 'utf8')) || 0
  } catch {
    return 0
  }
}
let offsetMs = read()
process.on('SIGUSR2', () => {
  offsetMs = read()
})
process.stderr.write('[the clock can be shifted]\n')

const RealDate = Date
const now = () => RealDate.now() + offsetMs
globalThis.Date = new Proxy(RealDate, {
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
})
