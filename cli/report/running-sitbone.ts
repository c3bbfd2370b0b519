/** Questions to a Sitbone that runs, over HTTP: where it is, who asks, and what each refusal means for the person at the terminal. */
import { isIP } from 'node:net'
import type { z } from 'zod'
import { problemSchema } from '../../contract/problem.ts'
import type { Settings } from '../../settings/settings.ts'

/** Sitbone did not give what was asked for. The message says why and what to do. */
export class NotAnswered extends Error {
  override name = 'NotAnswered'
}

export interface RunningSitbone {
  /** With a slash at the end. */
  readonly url: string
  readonly token: string | null
}

/** From the same settings that `sitbone start` reads, unless an address is given. @throws NotAnswered */
export function whereItRuns(values: Settings, given: unknown): RunningSitbone {
  const url = addressOf(typeof given === 'string' ? given : addressBySettings(values))
  const token = values['api-token']
  if (token !== null && url.protocol === 'http:' && !isOwnComputer(url.hostname))
    throw new NotAnswered(
      `${url.href} is not encrypted, so anybody on the way could read the token and the report. Nothing was asked. Use the https:// address.`,
    )
  return { url: url.href, token }
}

function addressOf(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new NotAnswered(
      `--url ${text}: expected the address of the pages, such as http://127.0.0.1:8080 or https://sit.example.org/sitbone.`,
    )
  return url
}

/** What browsers open: the proxy where there is one, or else the address that is listened at. */
function addressBySettings(values: Settings): string {
  const folder = values['public-path'] ?? ''
  const [publicHost] = values['public-host'] ?? []
  if (values.proxy !== null && publicHost !== undefined) return `https://${publicHost}${folder}`
  const { hostname, port } = new URL(`http://${values.listen}`)
  const host = /^(0\.0\.0\.0|\[::\])$/.test(hostname) ? 'localhost' : hostname
  const scheme = values['tls-cert'] === null ? 'http' : 'https'
  return `${scheme}://${host}:${port || '80'}${folder}`
}

const isOwnComputer = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))

const patienceMs = 60_000

/** @throws NotAnswered */
export async function ask<S extends z.ZodType>(
  { url, token }: RunningSitbone,
  path: string,
  schema: S,
): Promise<z.infer<S>> {
  const answer = await fetch(new URL(path, url), {
    headers: {
      accept: 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    // A redirect to another host must not get the token.
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  }).catch((error: unknown) => {
    throw new NotAnswered(unreachable(url, error))
  })
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw new NotAnswered(problemWords(body) ?? strange(url))
  const read = schema.safeParse(body)
  if (!read.success) throw new NotAnswered(strange(url))
  return read.data
}

/** With what is wrong in which part of the question, where the sentence does not say it already. */
function problemWords(body: unknown): string | null {
  const found = problemSchema.safeParse(body)
  if (!found.success) return null
  const { detail, errors = [] } = found.data
  const missing = errors.filter(({ message }) => !detail.includes(message))
  return [detail, ...missing.map(({ path, message }) => `${path}: ${message}.`)].join(' ')
}

function unreachable(url: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (/CERT|SELF_SIGNED|ISSUER/.test(code))
    return `The certificate of ${url} is not trusted here (${code}). Name the file of its authority in NODE_EXTRA_CA_CERTS; "sitbone cert" says where its own is.`
  if (error instanceof Error && error.name === 'TimeoutError')
    return `${url} took longer than ${patienceMs / 1000} s to answer. Try again, or ask for fewer days.`
  return `No Sitbone answers at ${url}${code === '' ? '' : ` (${code})`}. Start it (sitbone start), or say where it runs with --url.`
}

const strange = (url: string): string =>
  `What answers at ${url} is not this version of Sitbone. Check --url, and that both have the same version.`
