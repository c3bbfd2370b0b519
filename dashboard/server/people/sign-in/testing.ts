/** The browser's side of a sign-in for tests: a cookie jar, and an authenticator app. */
import { createHmac } from 'node:crypto'
import type { Caller } from './sign-in.ts'

export class Browser {
  readonly #jar = new Map<string, string>()
  readonly #of: Pick<Caller, 'address' | 'secure'>

  constructor(of: Partial<Pick<Caller, 'address' | 'secure'>> = {}) {
    this.#of = { address: '192.0.2.1', secure: false, ...of }
  }

  keep(setCookies: readonly string[]): void {
    for (const one of setCookies) {
      const [pair = '', ...attributes] = one.split('; ')
      const at = pair.indexOf('=')
      if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.#jar.delete(pair.slice(0, at))
      else this.#jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get caller(): Caller {
    return {
      cookie: this.cookie,
      authorization: undefined,
      origin: undefined,
      userAgent: 'test',
      ...this.#of,
    }
  }
}

/** RFC 6238 with the defaults of authenticator apps: SHA-1, six digits, half a minute. */
export function authenticatorCode(totpUri: string, nowMs: number): string {
  const secret = base32(new URL(totpUri).searchParams.get('secret') ?? '')
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function base32(text: string): Buffer {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...text.replaceAll('=', '')]
    .map((one) => letters.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
