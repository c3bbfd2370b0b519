/**
 * Login and rights at the embedded broker: each user has a name, a password, and the rights of its role. A
 * client that is refused something is named in the log once, with what to do.
 */

import type { AedesOptions, Client } from 'aedes'
import type { Log } from '../../platform/log.ts'
import { ownCommand } from '../../platform/own-command.ts'
import type { BrokerUsers } from './broker-users.ts'
import type { ConnectionBounds } from './connection-bounds.ts'
import type { RetainedBound } from './retained-bound.ts'
import { type Rights, type Role, rightsOf } from './rights.ts'

export interface BrokerGateOptions {
  readonly base: string
  readonly users: BrokerUsers
  readonly anonymous: 'off' | 'read'
  readonly log: Log
  readonly retained: RetainedBound
  readonly bounds: ConnectionBounds
  readonly maxPayloadBytes: number
}

interface Visitor {
  readonly name: string
  readonly role: Role
  readonly rights: Rights
}

/** Return codes of MQTT 3.1.1, table 3.1. */
const codes = { identifierRejected: 2, unavailable: 3, badLogin: 4 } as const
const mostSaid = 1000
const unnamed = '(without a name)'
const command = `${ownCommand} broker user add`

export class BrokerGate {
  readonly #options: BrokerGateOptions
  readonly #visitors = new WeakMap<Client, Visitor>()
  /** Who is there by client id. */
  readonly #there = new Map<string, Client>()
  readonly #said = new Set<string>()

  constructor(options: BrokerGateOptions) {
    this.#options = options
  }

  readonly authenticate: NonNullable<AedesOptions['authenticate']> = (client, name, password, done) => {
    const refuse = (returnCode: number, why: string) =>
      done(Object.assign(new Error(why), { returnCode }), false)
    const role = this.#roleOf(client, name, password?.toString() ?? '')
    if (role === 'broken') return refuse(codes.unavailable, 'the users cannot be read')
    if (role === null) return refuse(codes.badLogin, 'wrong name or password')
    const visitor = { name: name ?? unnamed, role, rights: rightsOf(role, this.#options.base) }
    if (!this.#mayTakeId(client, visitor))
      return refuse(codes.identifierRejected, 'the client id is another’s')
    if (!this.#options.bounds.loggedIn(client.conn, visitor.name)) {
      this.#say(
        `many ${visitor.name}`,
        { user: visitor.name },
        `The user ${shown(visitor.name)} has reached the connection limit of the embedded broker. New connections are refused until some close.`,
      )
      return refuse(codes.unavailable, 'too many connections')
    }
    this.#visitors.set(client, visitor)
    this.#there.set(client.id, client)
    client.conn.once('close', () => {
      if (this.#there.get(client.id) === client) this.#there.delete(client.id)
    })
    done(null, true)
  }

  readonly authorizePublish: NonNullable<AedesOptions['authorizePublish']> = (client, packet, done) => {
    const { retained, maxPayloadBytes } = this.#options
    const { topic, payload } = packet
    const visitor = client === null ? undefined : this.#visitors.get(client)
    if (visitor === undefined) return done(new Error('not logged in'))
    // MQTT 3.1.1 has no answer for it but to close the connection. [MQTT-3.3.5-2]
    const clears = packet.retain && payload.length === 0 && visitor.rights.mayClear(topic)
    if (!clears && !visitor.rights.mayWrite(topic)) {
      this.#sayMayNot(visitor, 'write', topic)
      return done(new Error('not allowed to write this topic'))
    }
    const bytes = payload.length
    if (bytes > maxPayloadBytes) return done(new Error(`payload of ${bytes} bytes is too large`))
    if (packet.retain) {
      if (!retained.take(topic, bytes, shareOf(visitor.role))) {
        this.#say(
          'retained',
          { topics: retained.topics, bytes: retained.bytes, user: visitor.name },
          `The embedded broker has reached its limit of retained messages, so one from ${shown(visitor.name)} was refused and its connection closed. Stored data is not affected. If this continues, stop the program that publishes so much, or restart Sitbone, which clears retained messages.`,
        )
        return done(new Error('too much is retained'))
      }
      // Kept for long: not as a slice of all that arrived with it.
      packet.payload = copyOf(payload)
    }
    done(null)
  }

  readonly authorizeSubscribe: NonNullable<AedesOptions['authorizeSubscribe']> = (client, wanted, done) => {
    const visitor = this.#visitors.get(client)
    if (visitor?.rights.mayRead(wanted.topic)) return done(null, wanted)
    if (visitor !== undefined) this.#sayMayNot(visitor, 'read', wanted.topic)
    done(null, null)
  }

  /** Null: not let in. */
  #roleOf(client: Client, name: string | undefined, password: string): Role | null | 'broken' {
    const { users, anonymous, log } = this.#options
    if (name === undefined) {
      if (anonymous === 'read') return 'read'
      this.#sayNotLetIn(client, { name: unnamed, why: 'it gave no user name', user: '<name>' })
      return null
    }
    try {
      const role = users.roleOf(name, password)
      if (role === 'wrong password') {
        const why = `its password for the user ${shown(name)} is wrong`
        this.#sayNotLetIn(client, { name, why, user: '<another name>' })
        return null
      }
      if (role !== 'unknown name') return role
      this.#sayNotLetIn(client, { name, why: `there is no user ${shown(name)}`, user: plain(name) })
      return null
    } catch (error) {
      if (this.#isNew('users'))
        log.error(
          { err: error },
          'The embedded broker accepts no new connections, because its list of users cannot be read.',
        )
      return 'broken'
    }
  }

  /** A client id belongs to the user that holds it. The same user takes over from an earlier connection. [MQTT-3.1.4-2] */
  #mayTakeId(client: Client, { name }: Visitor): boolean {
    const holder = this.#there.get(client.id)
    if (holder === undefined || holder.closed) return true
    const mine = this.#visitors.get(holder)?.name === name
    this.#say(
      `id ${client.id}`,
      { clientId: shown(client.id), user: name },
      mine
        ? `A second program has logged in to the embedded broker with the client id ${shown(client.id)}, and replaces the first. They probably share a role and data folder: stop one, or give it another --data.`
        : `A client of the user ${shown(name)} was not let in: its client id ${shown(client.id)} is in use by another user. Give it its own client id.`,
    )
    return mine
  }

  #sayNotLetIn(client: Client, { name, why, user }: { name: string; why: string; user: string }): void {
    this.#say(
      `in ${name}`,
      { clientId: shown(client.id) },
      `An MQTT client was not let in to the embedded broker: ${why}. It can read and change nothing. If it is yours, give it a user: ${command} ${user} --role read (or home, or tool). Parts of Sitbone find their password if they use the same --data.`,
    )
  }

  #sayMayNot({ name, role }: Visitor, what: 'read' | 'write', topic: string): void {
    const after =
      what === 'write' ? 'Nothing was changed and its connection was closed.' : 'It receives nothing from it.'
    this.#say(
      `${what} ${name}`,
      { user: name, role },
      `The MQTT user ${shown(name)} (role ${role}) may not ${what} ${shown(topic)}. ${after} A user of another role may: ${command} <name> --role tool.`,
    )
  }

  /** Logs each case once, so that no client can fill the log. */
  #say(key: string, fields: object, message: string): void {
    if (this.#isNew(key)) this.#options.log.warn(fields, message)
  }

  #isNew(key: string): boolean {
    if (this.#said.has(key) || this.#said.size >= mostSaid) return false
    this.#said.add(key)
    return true
  }
}

/** A tool that floods leaves room for what the parts of Sitbone themselves keep. */
const shareOf = (role: Role): number => (role === 'gateway' || role === 'dashboard' ? 1 : 0.5)

/** What a stranger wrote, for the log. */
const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text)

/** As it may stand in a command. */
const plain = (name: string): string => (/^[A-Za-z0-9_.-]{1,64}$/.test(name) ? name : '<name>')

const copyOf = (payload: string | Buffer): Buffer => {
  const bytes = Buffer.from(payload)
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
