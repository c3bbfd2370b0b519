/**
 * Which ports `--port auto` tries, and in which order. Opening a port resets the device on it or keys a transmitter, so devices
 * that are clearly not a cushion are left alone, and the most likely come first. Pure.
 */
import { posix } from 'node:path'
import type { PortInfo } from './port-list.ts'

export interface Wanted {
  /** From `auto:<pattern>,<pattern>`; none: every port that may have a cushion. */
  readonly patterns: readonly string[]
  /** `lastingName` of the port on which a cushion answered last. */
  readonly last: string | null
}

export interface PortOrder<P extends PortInfo> {
  readonly candidates: readonly P[]
  /** Devices that say they are something else; a pattern that fits them overrules this. */
  readonly foreign: readonly P[]
}

/** A name that survives replugging, where the system has one; otherwise the path. */
export const lastingName = ({ byId, path }: PortInfo): string => byId ?? path

export function orderPorts<P extends PortInfo>(
  ports: readonly P[],
  { patterns, last }: Wanted,
): PortOrder<P> {
  const named = ports.filter((port) => patterns.length === 0 || patterns.some((each) => fits(port, each)))
  const isTried = (port: P) => patterns.length > 0 || lastingName(port) === last || !isForeign(port)
  const rank = (port: P) => (lastingName(port) === last ? -1 : boardRank(port))
  return {
    candidates: named.filter(isTried).toSorted((a, b) => rank(a) - rank(b)),
    foreign: named.filter((port) => !isTried(port)),
  }
}

/** Compares the pattern with the name below by-id, the path, the maker, the product and the USB id, ignoring case. */
function fits(port: PortInfo, pattern: string): boolean {
  const { path, byId, manufacturer, product, usbId } = port
  const names = [path, posix.basename(path), byId, byId && posix.basename(byId), manufacturer, product, usbId]
  return names.some((name) => name && posix.matchesGlob(name.toLowerCase(), pattern.toLowerCase()))
}

/** USB vendors whose devices are boards that people program: Arduino, Adafruit, Espressif, Raspberry Pi, SparkFun, Seeed, PJRC. */
export const boardVendors = ['2341', '2a03', '239a', '303a', '2e8a', '1b4f', '2886', '16c0']
/** USB to serial chips, found on such boards and on much else: WCH, Silicon Labs, FTDI, Prolific, Microchip. */
export const chipVendors = ['1a86', '10c4', '0403', '067b', '04d8', '03eb']

function boardRank({ usbId }: PortInfo): number {
  const vendor = usbId?.slice(0, 4) ?? ''
  if (boardVendors.includes(vendor)) return 0
  return chipVendors.includes(vendor) ? 1 : 2
}

/** Modems and GNSS (Huawei, ZTE, Sierra, Quectel, Telit, SIMCom, Qualcomm, u-blox, Garmin), printers (Prusa, UltiMachine, MakerBot), radio sticks (dresden elektronik, Sigma). */
const foreignVendors = ['12d1', '19d2', '1199', '2c7c', '1bc7', '1e0e', '05c6', '1546', '091e'].concat(
  ['2c99', '27b1', '23c1'],
  ['1cf1', '0658'],
)
const foreignNames = new RegExp(
  [
    'zigbee|z-?wave|z-stick|conbee|raspbee|skyconnect|sonoff|hubz|zbt-\\d|zwa-\\d|aeotec|zooz|enocean|rfxtrx|rfxcom|rflink',
    '(^|[_ ])(nano)?cul\\d|hmip|meshtastic|xbee|(^|[_ ])cc(13|25|26)\\d\\d|transceiver|(^|[_ ])IC-\\d{3,4}|digirig',
    'modem|gnss|gps|u-?blox|printer|prusa|marlin|klipper|smoothie|rambo|ultimaker|makerbot|grbl',
  ].join('|'),
  'i',
)

function isForeign({ byId, manufacturer, product, usbId }: PortInfo): boolean {
  if (foreignVendors.includes(usbId?.slice(0, 4) ?? '')) return true
  return [byId && posix.basename(byId), manufacturer, product].some((name) => name && foreignNames.test(name))
}
