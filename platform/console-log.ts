/**
 * The program's log on standard error: pino's JSON lines, or readable lines on a terminal. Both include a `stack`. Repeated
 * lines are counted instead (calm-log.ts).
 */
import pino from 'pino'
import { type CalmLog, calmLog } from './calm-log.ts'
import type { Log } from './log.ts'

const severity = { debug: 20, info: 30, warn: 40, error: 50, silent: Number.POSITIVE_INFINITY } as const
export type LogLevel = keyof typeof severity

export const createLog = (options: { level: LogLevel; terminal: boolean }): CalmLog =>
  calmLog(
    options.terminal
      ? terminalLog(options.level)
      : pino({ level: options.level, base: null }, pino.destination(2)),
  )

function terminalLog(level: LogLevel): Log {
  const write = (of: Exclude<LogLevel, 'silent'>) => (fields: object, message: string) => {
    if (severity[of] < severity[level]) return
    const mark = of === 'info' || of === 'debug' ? '' : `${of}: `
    process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${mark}${message}\n`)
    if ('stack' in fields) process.stderr.write(`${fields.stack}\n`)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
