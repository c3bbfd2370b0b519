/** `smtps://user@host:465?from=sitbone@example.org`: the mail server that sends invitations, checked when Sitbone starts. */
import { z } from 'zod'

export interface SmtpPlace {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean
  readonly user: string | null
  /** Sender of each message. */
  readonly from: string
}

const usualPort = { 'smtp:': 587, 'smtps:': 465 } as const
const expected = 'expected smtp://user@host:587 or smtps://user@host:465'

function placeOf(text: string): SmtpPlace | { readonly wrong: string } {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '')
    return { wrong: expected }
  if (url.password !== '') return { wrong: 'leave the password out and give it as smtp-password' }
  if (!['', '/'].includes(url.pathname) || url.hash !== '') return { wrong: expected }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const user = decoded(url.username)
  const from = url.searchParams.get('from') ?? (user?.includes('@') ? user : `${user ?? 'sitbone'}@${host}`)
  if (!z.email().safeParse(from).success)
    return {
      wrong: `"${from.slice(0, 100)}" is no address to send from; add one, as in smtps://user@host?from=sitbone@example.org`,
    }
  const port = url.port === '' ? usualPort[url.protocol] : Number(url.port)
  return { host, port, secure: url.protocol === 'smtps:', user, from }
}

function decoded(text: string): string | null {
  if (text === '') return null
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Null: no e-mail is sent. */
export const smtp = z
  .string()
  .nullable()
  .default(null)
  .transform((text, context): SmtpPlace | null => {
    if (text === null || text.trim() === '') return null
    const place = placeOf(text.trim())
    if (!('wrong' in place)) return place
    context.addIssue({ code: 'custom', message: place.wrong })
    return null
  })
