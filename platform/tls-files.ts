/**
 * Certificate and key for servers that others may reach. Both files are looked at again every minute, so a renewed certificate
 * is used without a restart. A broken renewal changes nothing: the earlier certificate stays in use.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Log } from './log.ts'

export interface TlsPair {
  /** PEM, with the chain. */
  readonly cert: string
  readonly key: string
}

/** Certificate or key cannot be used; the message names the flag and what to do. */
export class TlsUnusable extends Error {
  override name = 'TlsUnusable'
}

export interface TlsFilesOptions {
  readonly certFile: string
  readonly keyFile: string
  readonly log: Log
  readonly lookEveryMs?: number
}

const dayMs = 86_400_000
const warnDays = 14

export class TlsFiles {
  readonly #options: TlsFilesOptions
  readonly #users = new Set<(pair: TlsPair) => void>()
  #pair: TlsPair
  #certificate: X509Certificate
  /** What was last wrong with the files, so that it is said once. */
  #said = ''
  #timer: NodeJS.Timeout | null = null

  /** @throws TlsUnusable */
  constructor(options: TlsFilesOptions) {
    this.#options = options
    const { pair, certificate } = readPair(options)
    this.#pair = pair
    this.#certificate = certificate
  }

  get pair(): TlsPair {
    return this.#pair
  }

  /** Names and addresses that the certificate is for, without wildcards. */
  get names(): readonly string[] {
    return namesIn(this.#certificate.subjectAltName ?? '')
  }

  get validUntil(): Date {
    return new Date(this.#certificate.validTo)
  }

  /** A server that uses the pair from now on, and each renewed one. Gives what ends that. */
  use(take: (pair: TlsPair) => void): () => void {
    this.#users.add(take)
    this.#timer ??= setInterval(() => this.look(), this.#options.lookEveryMs ?? 60_000).unref()
    this.#warnOfEnd()
    return () => {
      this.#users.delete(take)
      if (this.#users.size > 0) return
      clearInterval(this.#timer ?? undefined)
      this.#timer = null
    }
  }

  /** Reads both files again. */
  look(): void {
    const { log } = this.#options
    try {
      const { pair, certificate } = readPair(this.#options)
      if (pair.cert !== this.#pair.cert || pair.key !== this.#pair.key) {
        this.#pair = pair
        this.#certificate = certificate
        for (const take of this.#users) take(pair)
        log.info({ validUntil: certificate.validTo }, 'The renewed TLS certificate is in use.')
      }
      this.#said = ''
      this.#warnOfEnd()
    } catch (error) {
      if (!(error instanceof TlsUnusable)) throw error
      // While one of the two files is new and the other is not yet, this is usual; it is said if it stays.
      this.#warn(`${error.message} The earlier certificate stays in use.`)
    }
  }

  #warnOfEnd(): void {
    const daysLeft = Math.floor((this.validUntil.getTime() - Date.now()) / dayMs)
    if (daysLeft > warnDays) return
    this.#warn(
      daysLeft < 0
        ? `The TLS certificate ended on ${this.#certificate.validTo}, so browsers refuse the page. Recording and alerts go on. Renew it (sitbone cert, or whoever issued it).`
        : `The TLS certificate ends in ${daysLeft} days (${this.#certificate.validTo}). After that browsers refuse the page. Renew it (sitbone cert, or whoever issued it).`,
    )
  }

  #warn(message: string): void {
    if (message === this.#said) return
    this.#said = message
    this.#options.log.warn({}, message)
  }
}

function readPair({ certFile, keyFile }: TlsFilesOptions): { pair: TlsPair; certificate: X509Certificate } {
  const cert = readText('--tls-cert', certFile)
  const key = readText('--tls-key', keyFile)
  const certificate = parsed('--tls-cert', certFile, 'a certificate', () => new X509Certificate(cert))
  const privateKey = parsed('--tls-key', keyFile, 'a private key without a password', () =>
    createPrivateKey(key),
  )
  if (!certificate.checkPrivateKey(privateKey))
    throw new TlsUnusable(
      `--tls-key ${keyFile} does not belong to the certificate ${certFile}. Name the key that was made with it.`,
    )
  return { pair: { cert, key }, certificate }
}

function readText(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new TlsUnusable(
      `${flag} ${file} cannot be read (${reason}). Check the path and that this user may read it.`,
      { cause: error },
    )
  }
}

function parsed<T>(flag: string, file: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new TlsUnusable(`${flag} ${file} does not hold ${what} in PEM form. Name another file.`, {
      cause: error,
    })
  }
}

/** From `DNS:desk.local, IP Address:192.0.2.7`; addresses of version 6 in their short form, as browsers send them. */
const namesIn = (subjectAltName: string): string[] =>
  subjectAltName
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):([A-Za-z0-9.:_-]+)$/.exec(entry)?.[1] ?? [])
    .map((name) =>
      name.includes(':') ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase(),
    )
