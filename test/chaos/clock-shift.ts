/**
 * Loaded before a role (`node --import`): its wall clock is this computer's plus the milliseconds in the file
 * CHAOS_CLOCK_FILE, read at the start and at each SIGUSR2. So one process sees a clock that jumps, without a word of it
 * in the product and without touching the clock of the computer. Timers and the monotonic clock stay as they are. Before it has said
 * that it is there, the signal would end the process.
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
