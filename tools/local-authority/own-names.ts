/** The names and addresses under which others in the network may reach this computer, the one to type first. */
import type { NetworkInterfaceInfo } from 'node:os'

export interface ThisComputer {
  readonly hostname: string
  readonly interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>
}

const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

export function ownNames({ hostname, interfaces }: ThisComputer, further: readonly string[]): string[] {
  const name = hostname.toLowerCase()
  const named = label.test(name)
    ? // A name without a dot is found by multicast DNS, as <name>.local (RFC 6762).
      name.includes('.')
      ? [name]
      : [`${name}.local`, name]
    : []
  const addresses = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    // Link-local addresses of version 6 need a zone, which no certificate can name.
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .map(({ address }) => address)
  const given = further.map((one) => one.replace(/^\[|\]?(:\d+)?$/g, '').toLowerCase())
  return [...new Set([...given, ...named, ...addresses, 'localhost', '127.0.0.1', '::1'])]
}
