/** The names and the folder under which a proxy publishes the dashboard, checked when Sitbone starts. */
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { parseRange } from '../platform/addresses.ts'

const label = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/

/** A name as browsers send it, or what is wrong with it. */
function asSent(entry: string): { readonly host: string } | { readonly wrong: string } {
  const wrong = (why: string) => ({ wrong: `"${entry.slice(0, 100)}": ${why}` })
  const withoutScheme = entry.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
  const [authority = '', ...path] = withoutScheme.split('/')
  if (withoutScheme !== entry)
    return wrong(
      `write the name without ${entry.slice(0, entry.indexOf('//') + 2)}, as ${authority || 'sit.example.org'}`,
    )
  if (path.length > 0 && path.join('') !== '')
    return wrong(
      `write only the name, ${authority}, and give the folder with --public-path /${path.join('/').replace(/\/$/, '')}`,
    )
  if (path.length > 0) return wrong(`write the name without a slash, as ${authority}`)
  if (authority.includes('@')) return wrong('write the name without a user, as sit.example.org')
  if (authority.includes('*')) return wrong('* is not possible; list each name, separated by commas')
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d*))?$/.exec(authority)
  if (match?.[1] === undefined)
    return wrong('expected a name such as sit.example.org or sit.example.org:8443')
  const [, name, port] = match
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535))
    return wrong('the port must be from 1 to 65535')
  const end = port === undefined ? '' : `:${port}`
  if (name.startsWith('[')) return { host: `${name.toLowerCase()}${end}` }
  const ascii = domainToASCII(name.replace(/\.$/, ''))
  if (ascii === '' || !ascii.split('.').every((part) => label.test(part)))
    return wrong('this is not a name that a browser could ask for; expected something like sit.example.org')
  return { host: `${ascii}${end}` }
}

/** `a.example, b.example:8443` becomes a list. Names with other letters are kept as browsers send them (xn--...). */
export const publicHosts = z
  .string()
  .nullable()
  .default(null)
  .transform((text, context): readonly string[] | null => {
    if (text === null) return null
    const hosts: string[] = []
    for (const entry of text.split(',').map((part) => part.trim())) {
      if (entry === '') continue
      const read = asSent(entry)
      if ('host' in read) hosts.push(read.host)
      else context.addIssue({ code: 'custom', message: read.wrong })
    }
    return hosts
  })

/** `/sitbone`, also written `sitbone` or `/sitbone/`; null or empty: none. */
export const publicPath = z
  .string()
  .nullable()
  .default(null)
  .transform((text, context): string | null => {
    if (text === null) return null
    const path = text.trim().replace(/^\/+|\/+$/g, '')
    if (path === '') return ''
    if (/^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/.test(path) && !/(^|\/)\.\.?(\/|$)/.test(path))
      return `/${path}`
    context.addIssue({
      code: 'custom',
      message: /:\/\//.test(text)
        ? 'write only the folder, as /sitbone; the name goes into --public-host'
        : 'expected a folder such as /sitbone, of letters, digits, dots and dashes',
    })
    return ''
  })

/** `192.0.2.7, 10.0.0.0/8`: where the declared proxies are; null: none. */
export const proxies = z
  .string()
  .nullable()
  .default(null)
  .transform((text, context): readonly string[] | null => {
    const given = (text ?? '').split(',').map((part) => part.trim())
    const addresses = given.filter((entry) => entry !== '')
    for (const entry of addresses)
      if (parseRange(entry) === null)
        context.addIssue({
          code: 'custom',
          message: `"${entry.slice(0, 100)}": expected the address of the proxy, such as 192.0.2.7 or 192.0.2.0/24`,
        })
    return addresses.length === 0 ? null : addresses
  })
