/**
 * The last net under a role that runs for months: what nothing else caught (an exception in a callback, a rejected promise,
 * an emitter's `error` without a listener) is a bug. Ending the process for it would also end everybody's alerts and
 * recording, so it is logged with its stack, counted, shown on /readyz, and the rest goes on. Nothing on disk depends on the
 * process being whole: outbox and stores take a kill at any moment.
 *
 * Not for the start: what fails there ends the program with its words and a status.
 */
import { Counter, Registry } from 'prom-client'
import type { Log } from './log.ts'
import { RateLimit } from './rate-limit.ts'

/** A fault that comes with every reading must not fill the disk with its stack. */
const logged = { burst: 20, perS: 1 / 60 }

export class LastNet {
  readonly registry = new Registry()
  readonly #log: Log
  readonly #turns = new RateLimit(logged)
  readonly #counter = new Counter({
    name: 'sitbone_faults_survived_total',
    help: 'Faults inside Sitbone that nothing caught; it went on, and its log says where they are',
    labelNames: ['origin'],
    registers: [this.registry],
  })
  #unsaid = 0
  #count = 0

  constructor(log: Log) {
    this.#log = log
    for (const origin of ['uncaughtException', 'unhandledRejection']) this.#counter.inc({ origin }, 0)
  }

  get caught(): number {
    return this.#count
  }

  /** From now on; Node hands over rejected promises, too, since nothing listens to them apart. */
  spread(): void {
    process.on('uncaughtException', this.#take)
  }

  fold(): void {
    process.off('uncaughtException', this.#take)
  }

  readonly #take = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    this.#count += 1
    this.#counter.inc({ origin })
    if (!this.#turns.take(performance.now())) {
      this.#unsaid += 1
      return
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const more = this.#unsaid === 0 ? '' : ` ${this.#unsaid} more came since the last of these lines.`
    this.#unsaid = 0
    try {
      this.#log.error(
        { origin, stack },
        `Something failed inside Sitbone. This is a bug; please report it with these lines. Recorded data is safe, and Sitbone keeps running.${more}`,
      )
    } catch {
      // A log that cannot be written must not end what the net is there to keep.
    }
  }
}
