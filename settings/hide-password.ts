/** `influx://user:secret@host` -> `influx://user:***@host`; other values stay as they are. */
export const hidePassword = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, '$1:***@') : value
