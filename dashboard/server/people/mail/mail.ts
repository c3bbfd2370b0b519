/**
 * E-mail, for invitation links with an address and for nothing else. Only where a mail server is set; the library behind it is
 * loaded with the first message. A message that is not sent changes nothing: the link can be copied.
 */
import type { InvitationMail } from '../../../../contract/people.ts'
import type { Clock } from '../../../../platform/clock.ts'
import type { Log } from '../../../../platform/log.ts'
import { RateLimit } from '../../../../platform/rate-limit.ts'
import { isLoopback } from '../../http/bind.ts'

export interface MailSetting {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean
  readonly user: string | null
  readonly password: string | null
  readonly from: string
}

interface InvitationMessage {
  readonly to: string
  readonly link: string
  /** User name of whoever invites. */
  readonly by: string
  readonly expiresAtMs: number
}

export type SendInvitation = (message: InvitationMessage) => Promise<InvitationMail>

/** Nobody can use this server to flood others; further links are copied. */
const mostAnHour = 30
const waitMs = 15_000

export function invitationSender(
  setting: MailSetting,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): SendInvitation {
  const limit = new RateLimit({ burst: mostAnHour, perS: mostAnHour / 3600 })
  return async (message) => {
    if (!limit.take(clock.nowMs()))
      return notSent(`this Sitbone sends at most ${mostAnHour} invitations an hour`)
    try {
      await send(setting, message)
      return { sent: true, words: `The link was sent to ${message.to}. It can also be copied here.` }
    } catch (error) {
      log.warn({ err: error }, 'An invitation was not sent by e-mail. Its link is valid and can be copied.')
      return notSent(reasonOf(error, setting))
    }
  }
}

const notSent = (why: string): InvitationMail => ({
  sent: false,
  words: `No e-mail was sent: ${why}. The invitation is valid all the same. Copy the link and send it yourself.`,
})

async function send(setting: MailSetting, { to, link, by, expiresAtMs }: InvitationMessage): Promise<void> {
  const { createTransport } = await import('nodemailer')
  const { host, port, secure, user, password, from } = setting
  const here = isLoopback(host)
  const transport = createTransport({
    ...{ host, port, secure, disableFileAccess: true, disableUrlAccess: true },
    ...{ connectionTimeout: waitMs, greetingTimeout: waitMs, socketTimeout: waitMs, dnsTimeout: waitMs },
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    // A link is a key. On this computer nobody is in between, and certificates are for other names.
    requireTLS: !here,
    tls: { rejectUnauthorized: !here },
  })
  try {
    await transport.sendMail({
      ...{ from, to, subject: 'Invitation to Sitbone' },
      text: [
        `${by} invites you to Sitbone. Open this link to see what it offers:`,
        link,
        `It works once, until ${untilWords(expiresAtMs)}, and only for an account with this e-mail address.`,
        `If you do not know ${by}, ignore this message. Then nothing happens.`,
      ].join('\n\n'),
    })
  } finally {
    transport.close()
  }
}

const untilWords = (atMs: number): string =>
  `${new Date(atMs).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** https://nodemailer.com/errors */
function reasonOf(error: unknown, { host, port }: MailSetting): string {
  switch (codeOf(error)) {
    case 'EAUTH':
    case 'ENOAUTH':
      return 'the mail server did not accept the user or the password of this Sitbone'
    case 'EENVELOPE':
      return 'the mail server does not take messages to this address, or from this Sitbone'
    case 'ETLS':
      return 'the mail server does not speak TLS, and without it nothing is sent'
    case 'EDNS':
    case 'ECONNECTION':
    case 'ESOCKET':
    case 'ETIMEDOUT':
      return `the mail server ${host}:${port} cannot be reached, or its certificate is not valid`
    default:
      return 'the mail server did not take it'
  }
}
