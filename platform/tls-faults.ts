/** What the error code of a failed TLS connection says about the other side's certificate. */

export type TlsFault = 'untrusted' | 'expired' | 'other-name' | 'no-tls'

const faults: Readonly<Record<string, TlsFault>> = {
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  CERT_HAS_EXPIRED: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-name',
  EPROTO: 'no-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
}

/** Null for an error that is not about TLS. */
export const tlsFaultOf = (code: unknown): TlsFault | null =>
  typeof code === 'string' ? (faults[code] ?? null) : null
