/** The value of a JSON text; undefined, which no JSON text means, when it is none or there is no text. */
export function parseJson(text: string | null): unknown {
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
