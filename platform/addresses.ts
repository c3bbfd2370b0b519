/** Sets of network addresses: single ones and ranges, of both versions of IP. */
import { BlockList, isIP } from 'node:net'

/** Loopback, link-local and private addresses: what a proxy of the same house has. */
export const nearbyAddresses: readonly string[] = [
  '127.0.0.0/8',
  '::1',
  '169.254.0.0/16',
  'fe80::/10',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
]

interface Range {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly bits: number
}

/** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`; null when it is none of these. */
export function parseRange(text: string): Range | null {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return null
  const most = version === 4 ? 32 : 128
  if (bits === undefined) return { address, family: `ipv${version === 4 ? 4 : 6}`, bits: most }
  const given = Number(bits)
  return /^\d{1,3}$/.test(bits) && given <= most
    ? { address, family: `ipv${version === 4 ? 4 : 6}`, bits: given }
    : null
}

/** Entries that are no address match nothing. An IPv4 address also matches in its IPv6 form. */
export function addressSet(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of entries) {
    const range = parseRange(entry)
    if (range !== null) list.addSubnet(range.address, range.bits, range.family)
  }
  return (address) => {
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
}
