/** What of a request says who it comes from. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Request } from 'express'
import type { Caller } from '../sign-in/sign-in.ts'

export const callerOf = (req: Request): Caller => ({
  ...ofHeaders(req.headers),
  address: req.ip ?? '',
  secure: req.secure,
})

export interface Handshake {
  readonly headers: IncomingHttpHeaders
  readonly address: string
  readonly secure: boolean
}

/** A socket's first request, which no router has seen; a proxy's word counts only when one was declared. */
export const callerOfHandshake = (
  { headers, address, secure }: Handshake,
  { behindProxy }: { readonly behindProxy: boolean },
): Caller => ({
  ...ofHeaders(headers),
  address,
  secure: secure || (behindProxy && headers['x-forwarded-proto'] === 'https'),
})

const ofHeaders = ({ cookie, authorization, origin, 'user-agent': userAgent }: IncomingHttpHeaders) => ({
  cookie,
  authorization,
  origin,
  userAgent,
})
