/**
 * A role with bugs, as a separate program: `start` fails during startup, `loose-start` throws there without a handler, `runs`
 * throws all kinds once everything runs, `flood` throws for each reading. Prints how much the net has caught.
 */
import { EventEmitter } from 'node:events'
import { createLog } from '../../platform/console-log.ts'
import { LastNet } from '../../platform/last-net.ts'
import { type Part, runUntilSignal } from '../../platform/lifecycle.ts'

const [kind = 'runs', output = 'file'] = process.argv.slice(2)
const log = createLog({ level: 'info', terminal: output === 'terminal' })
const net = new LastNet(log)
const floodOf = 500

const later = (fault: () => void) => void setTimeout(fault, 0)
const faults: Readonly<Record<string, () => void>> = {
  runs() {
    later(() => {
      throw new Error('bug in a callback')
    })
    later(() => void Promise.reject(new Error('bug in a promise')))
    later(() => void new EventEmitter().emit('error', new Error('bug of an emitter')))
    later(() => {
      throw null
    })
  },
  flood() {
    for (let i = 0; i < floodOf; i++)
      later(() => {
        throw new Error('bug of every reading')
      })
  },
}

const part: Part = {
  async start() {
    if (kind === 'start') throw new Error('bug at the start')
    if (kind !== 'loose-start') return
    later(() => {
      throw new Error('bug at the start, loose')
    })
    await new Promise(() => setInterval(() => {}, 1000))
  },
  stop: () => process.stdout.write('stopped\n'),
}
const live: Part = {
  start() {
    setImmediate(() => faults[kind]?.())
    setInterval(async () => process.stdout.write(`caught ${net.caught}\n${await net.registry.metrics()}`), 20)
  },
  stop() {},
}
process.exit(await runUntilSignal([part, live], log, net))
