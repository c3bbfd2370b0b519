/** The log of the program: pino's JSON lines, or one readable line each on a terminal. Always on standard error. A `stack` is shown on both. */
import pino from 'pino'
import type { Log } from './log.ts'

const severity = { debug: 20, info: 30, warn: 40, error: 50, silent: Number.POSITIVE_INFINITY } as const
export type LogLevel = keyof typeof severity

export function createLog(options: { level: LogLevel; terminal: boolean }): Log {
  if (!options.terminal) return pino({ level: options.level, base: null }, pino.destination(2))
  const write = (level: Exclude<LogLevel, 'silent'>) => (fields: object, message: string) => {
    if (severity[level] < severity[options.level]) return
    const mark = level === 'info' || level === 'debug' ? '' : `${level}: `
    process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${mark}${message}\n`)
    if ('stack' in fields) process.stderr.write(`${fields.stack}\n`)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
