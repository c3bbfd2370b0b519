/**
 * A certificate authority of this installation and certificates signed by it, for networks in which no public authority issues
 * any. Only makes them; which files they go into is the caller's business.
 */
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

export interface MadePair {
  /** PEM */
  readonly cert: string
  /** PEM, PKCS #8 */
  readonly key: string
}

const dayMs = 86_400_000
const authorityDays = 3650
/** Apple refuses certificates for servers that are valid for more than 825 days. */
export const serverDays = 397
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
/** Clocks of phones may be a little behind. */
const earlierMs = 3_600_000

export async function makeAuthority(name: string, nowMs: number): Promise<MadePair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    ...validFor(authorityDays, nowMs),
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      // It signs servers, and no further authority (RFC 5280, 4.2.1.9).
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pem(made), key: await pemKey(keys.privateKey) }
}

/** `names`: host names and IP addresses that people type. The certificate comes with its chain. */
export async function makeServerCertificate(asked: {
  readonly authority: MadePair
  readonly names: readonly string[]
  readonly nowMs: number
}): Promise<MadePair> {
  const { authority, names, nowMs } = asked
  const issuer = new x509.X509Certificate(authority.cert)
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(authority.key),
    algorithm,
    false,
    ['sign'],
  )
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const made = await x509.X509CertificateGenerator.create({
    ...validFor(serverDays, nowMs),
    subject: [{ CN: [names[0] ?? 'localhost'] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { cert: pem(made) + authority.cert, key: await pemKey(keys.privateKey) }
}

const pem = (certificate: x509.X509Certificate): string => `${certificate.toString('pem')}\n`

const pemKey = async (key: CryptoKey): Promise<string> =>
  `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`

const validFor = (days: number, nowMs: number) => ({
  // Positive and at most 20 bytes long (RFC 5280, 4.1.2.2).
  serialNumber: `01${randomBytes(15).toString('hex')}`,
  notBefore: new Date(nowMs - earlierMs),
  notAfter: new Date(nowMs - earlierMs + days * dayMs),
})
