/** `influx://user:secret@host` -> `influx://user:***@host`, also in a list of addresses; other values stay as they are. */
export const hidePassword = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(hidePassword)
  return typeof value === 'string'
    ? value.replace(/(^|,)(\s*[a-z]+:\/\/[^:@/]*):[^@/]*@/g, '$1$2:***@')
    : value
}
