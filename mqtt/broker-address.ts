/** The brokers of one link: the nodes of a cluster, or just one. After each connection that ended or failed, the next has its turn. */
import type { Duplex } from 'node:stream'

export interface BrokerAddress {
  /** `mqtt://host:port`, `mqtts://host:port`, or a factory of streams to a broker in this process. */
  readonly url: string | (() => Duplex)
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** It is an embedded broker of Sitbone, also in another program: it names by itself what it refuses. */
  readonly embedded?: boolean | undefined
}

/** A broker, and what was learned about it. */
export interface KnownBroker extends BrokerAddress {
  /** In words, without user and password. */
  readonly where: string
  version: 4 | 5
  /** Has it ever accepted the version that is tried? */
  spoken: boolean
  /** Does the port speak the other of `mqtt://` and `mqtts://`? Null: not asked since the last connection. */
  otherProtocol: boolean | null
  /** What was last said about it, so that it is not said at each attempt. */
  told: string
}

export class BrokerRound {
  readonly #brokers: readonly [KnownBroker, ...KnownBroker[]]
  #at = 0

  constructor(first: BrokerAddress, others: readonly BrokerAddress[] = []) {
    this.#brokers = [known(first), ...others.map(known)]
  }

  /** Whose turn it is. */
  get now(): KnownBroker {
    return this.#brokers[this.#at] ?? this.#brokers[0]
  }

  /** Null: there is only one. */
  get next(): KnownBroker | null {
    return this.#brokers.length === 1 ? null : (this.#brokers[this.#at + 1] ?? this.#brokers[0])
  }

  goOn(): void {
    this.#at = (this.#at + 1) % this.#brokers.length
  }

  /** True if this was not the last thing said about the broker of now. Where one is reached, all that was said is over. */
  isNews(connected: boolean, detail: string): boolean {
    const { now } = this
    const change = `${connected} ${detail}`
    if (now.told === change) return false
    if (connected) for (const broker of this.#brokers) broker.told = ''
    now.told = change
    return true
  }
}

const known = ({ url, username, password, embedded }: BrokerAddress): KnownBroker => ({
  url,
  username,
  password,
  embedded,
  where: nameOf(url),
  // aedes, the broker inside this program, speaks 3.1.1 only.
  version: typeof url === 'string' ? 5 : 4,
  spoken: false,
  otherProtocol: null,
  told: '',
})

function nameOf(url: BrokerAddress['url']): string {
  if (typeof url !== 'string') return 'inside this program'
  const { protocol, host } = new URL(url)
  return `at ${protocol}//${host}`
}
