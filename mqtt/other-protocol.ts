/**
 * Does a port speak the other of `mqtt://` and `mqtts://`? Asked only after a connection failed without a clear reason. Sends
 * no user name and no password.
 */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

const patienceMs = 3000
const usualPort = { 'mqtt:': 1883, 'mqtts:': 8883 } as const
/** A CONNECT of MQTT 3.1.1 without client id and login; any broker answers it, if only to refuse. [MQTT 3.1.1, 3.1] */
const connectPacket = Buffer.from('100c00044d5154540402003c0000', 'hex')
const connack = 0x20

/** `url` as it was tried; true when the port answers in the other protocol. */
export function speaksOther(url: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url)
  const secure = protocol === 'mqtts:'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const at = { host, port: Number(port) || usualPort[secure ? 'mqtts:' : 'mqtt:'] }
  return new Promise((resolve) => {
    const socket: Socket = secure
      ? connectTcp(at, () => socket.write(connectPacket))
      : connectTls({ ...at, rejectUnauthorized: false }, () => done(true))
    const done = (is: boolean) => {
      resolve(is)
      socket.destroy()
    }
    if (secure) socket.once('data', (bytes) => done(bytes[0] === connack))
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
    socket.setTimeout(patienceMs, () => done(false))
  })
}
