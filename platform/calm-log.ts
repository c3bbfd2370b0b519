/**
 * Keeps anything that repeats from filling the log: messages from outside can come thousands of times a second. Each kind of
 * line is said a few times, then counted, and the count is said once a minute. Kinds differ in their words, not in numbers,
 * quoted names or addresses, which a stranger may choose. All lines together are bounded, too. What is left out is never silent.
 *
 * Only for the program's own log (console-log.ts), so that no caller has to remember it. `debug` is not touched.
 */
import type { Log } from './log.ts'

type Level = 'info' | 'warn' | 'error'

const minuteMs = 60_000
const calmLimits = { ofOneKind: 5, kinds: 500, lines: 1000 }

interface Kind {
  said: number
  unsaid: number
  level: Level
  /** The last one left out. */
  message: string
}

export interface CalmLog extends Log {
  /** Says what is counted and not said yet. */
  flush(): void
}

export function calmLog(log: Log, limits = calmLimits): CalmLog {
  const kinds = new Map<string, Kind>()
  let lines = 0
  let beyond = 0
  let round: NodeJS.Timeout | null = null

  const flush = () => {
    if (round !== null) clearTimeout(round)
    round = null
    lines = 0
    for (const { unsaid, level, message } of kinds.values())
      if (unsaid > 0)
        log[level](
          { repeated: unsaid },
          `… and ${counted(unsaid)} more in the last minute, such as: ${message}`,
        )
    kinds.clear()
    if (beyond > 0)
      log.warn(
        { repeated: beyond },
        `… and ${counted(beyond)} more lines of other kinds in the last minute. They are left out so that they do not fill the disk.`,
      )
    beyond = 0
  }

  const at = (level: Level) => (fields: object, message: string) => {
    round ??= setTimeout(flush, minuteMs).unref()
    const name = `${level} ${kindOf(message)}`
    let kind = kinds.get(name)
    if (kind === undefined && kinds.size < limits.kinds) {
      kind = { said: 0, unsaid: 0, level, message }
      kinds.set(name, kind)
    }
    if (kind !== undefined && kind.said >= limits.ofOneKind) {
      kind.unsaid += 1
      kind.message = message
      return
    }
    if (kind === undefined || lines >= limits.lines) {
      beyond += 1
      return
    }
    kind.said += 1
    lines += 1
    log[level](fields, message)
  }

  return {
    debug: (fields, message) => log.debug(fields, message),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    flush,
  }
}

const counted = (count: number): string => count.toLocaleString('en')

const kindOf = (message: string): string =>
  message
    .slice(0, 500)
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\S*\d\S*/g, '0')
