/** Takes passwords out of text that may reach a log: `//user:password@host` and `password=...`. */
export const redact = (text: string): string =>
  text
    .replace(/\/\/([^/\s:@]*):[^/\s@]*@/g, '//$1:***@')
    .replace(/\b(password|passwd|pass|secret|token|p)=[^&\s"']+/gi, '$1=***')

/** Name and message of anything thrown, safe for a log. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? redact(`${error.name}: ${error.message}`) : redact(String(error))
