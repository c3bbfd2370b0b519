/** What every role needs of a log; a pino logger fits. Fields never hold a password, a payload or a whole settings object. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** For tests and tools that say what happened in another way. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
