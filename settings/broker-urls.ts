/** The brokers of `--broker`, checked when Sitbone starts: one address, or those of a cluster, which are tried in turn. */
import { z } from 'zod'

const form = 'expected mqtt://host:port or mqtts://host:port'

/** Whatever stands in front of the host may be a password. */
const shown = (entry: string): string =>
  JSON.stringify(entry.replace(/^([a-z]+:\/\/)?.*@/i, '$1***@').slice(0, 100))

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** What is wrong with one address; null: nothing. */
function wrongWith(entry: string): string | null {
  if (!/^mqtts?:\/\//.test(entry)) return form
  const url = URL.parse(entry)
  if (url === null) return `${form}, with a port from 1 to 65535`
  if (url.hostname === '') return `it names no host; ${form}`
  if (!isEncoded(url.username + url.password)) return 'in a user name or password, write % as %25'
  if (url.port === '0') return 'the port must be from 1 to 65535'
  return url.pathname.replace('/', '') + url.search + url.hash === ''
    ? null
    : `write nothing after the port; ${form}`
}

export const brokerUrls = z
  .union([z.string(), z.array(z.string()).min(1)], `${form}, or several of them, separated by commas`)
  .nullable()
  .default(null)
  .transform((given, context): readonly string[] | null => {
    if (given === null) return null
    const entries = (typeof given === 'string' ? given.split(',') : given).map((entry) => entry.trim())
    const say = (message: string) => context.addIssue({ code: 'custom', message })
    // Half a password must not be shown as an address.
    if (entries.some((entry) => !entry.includes('://') && entry.includes('@'))) {
      say('a comma separates brokers; within a password write it as %2C')
      return entries
    }
    for (const [i, entry] of entries.entries()) {
      const wrong = entry === '' ? `there is nothing between the commas; ${form}` : wrongWith(entry)
      if (wrong === null) continue
      say(entries.length === 1 ? wrong : `broker ${i + 1} of ${entries.length}, ${shown(entry)}: ${wrong}`)
    }
    return entries
  })
