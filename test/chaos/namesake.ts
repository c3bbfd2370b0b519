/**
 * A program that uses a name which is taken, for a while. Three kinds:
 *
 *   client      an MQTT client with the client id of a role: the broker ends the role's connection
 *   gateway     a second gateway for the same cushion, with a board of its own
 *   instance    a second `sitbone start` in the same data folder, which has to end by itself
 */
import { mkdirSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'mqtt'
import { installationId } from '../../settings/data-folder.ts'
import { type Part, sitbonePart } from './part.ts'

/** Its readings do not belong in the store. */
export const namesakeGateway = 'namesake'

export interface Namesake {
  /** Null, or how a part behaved in a way it should not. */
  visit(forMs: number): Promise<string | null>
  /** Ends it at once, if it runs. */
  stop(): Promise<void>
}

export const clientNamesake = (of: {
  readonly broker: string
  readonly folder: string
  readonly role: string
}): Namesake => {
  let client: ReturnType<typeof connect> | null = null
  const stop = async () => {
    await client?.endAsync(true)
    client = null
  }
  return {
    async visit(forMs) {
      const clientId = `sitbone-${installationId(of.folder, () => {})}-${of.role}`
      client = connect(of.broker, { clientId, protocolVersion: 5, reconnectPeriod: 1000, clean: true })
      client.on('error', () => {})
      await pause(forMs)
      await stop()
      return null
    },
    stop,
  }
}

export const gatewayNamesake = (of: {
  readonly broker: string
  readonly folder: string
  readonly cushion: string
}): Namesake => {
  let part: Part | null = null
  const stop = async () => {
    await part?.end('SIGKILL')
    part = null
  }
  return {
    async visit(forMs) {
      rmSync(of.folder, { recursive: true, force: true })
      mkdirSync(of.folder, { recursive: true })
      const args = ['gateway', '--port', 'simulator', '--cushion', of.cushion, '--gateway', namesakeGateway]
      const env = { SITBONE_BROKER: of.broker, SITBONE_DATA: of.folder, SITBONE_LOG_LEVEL: 'warn' }
      part = sitbonePart('namesake', args, { env, clockFile: '' })
      part.start()
      await pause(forMs)
      const ended = part.endedByItself > 0
      await stop()
      return ended ? 'the second gateway ended by itself' : null
    },
    stop,
  }
}

const refusalMs = 20_000

/** `start`: the flags and variables of the first one, but another `--listen`. */
export const instanceNamesake = (start: {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}): Namesake => {
  let part: Part | null = null
  const stop = async () => {
    await part?.end('SIGKILL')
    part = null
  }
  return {
    async visit() {
      const second = sitbonePart('second', start.args, { env: start.env, clockFile: '' })
      part = second
      second.start()
      const ended = second.ended.then(() => true)
      const isRefused = await Promise.race([ended, pause(refusalMs, false, { ref: false })])
      await stop()
      return isRefused ? null : `a second sitbone ran in the same data folder:\n${second.log}`
    },
    stop,
  }
}
