/** Where each server of a cluster listens on loopback, and the passwords they share: chosen anew for each run. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { differentPorts } from '../../test/services/free-port.ts'
import type { Node } from '../../test/services/nats-cluster.ts'

interface Named {
  readonly name: string
  readonly folder: string
}

export interface Addresses {
  readonly nats: readonly Node[]
  readonly etcd: readonly (Named & { readonly client: number; readonly peer: number })[]
  readonly databases: readonly (Named & { readonly sql: number; readonly rest: number })[]
  readonly recorders: readonly Named[]
  readonly dashboards: readonly (Named & { readonly port: number })[]
  /** HAProxy's: `pages` is host and port, as a person may choose it. */
  readonly front: { readonly pages: string; readonly mqtt: number; readonly sql: number }
  readonly passwords: Readonly<
    Record<'gateway' | 'recorder' | 'dashboard' | 'store' | 'accounts' | 'superuser' | 'replication', string>
  >
}

export const local = (port: number): string => `127.0.0.1:${port}`

export async function chooseAddresses(folder: string, pages: string | null): Promise<Addresses> {
  const port = differentPorts()
  const named = <T>(role: string, count: number, rest: () => Promise<T>): Promise<(Named & T)[]> =>
    inTurn(count, async (number) => {
      const name = `${role}-${number}`
      return { name, folder: join(folder, name), ...(await rest()) }
    })
  return {
    nats: await named('nats', 3, async () => ({
      client: await port(),
      route: await port(),
      mqtt: await port(),
    })),
    etcd: await named('etcd', 3, async () => ({ client: await port(), peer: await port() })),
    databases: await named('database', 2, async () => ({ sql: await port(), rest: await port() })),
    recorders: await named('recorder', 2, async () => ({})),
    dashboards: await named('dashboard', 2, async () => ({ port: await port() })),
    front: { pages: pages ?? local(await port()), mqtt: await port(), sql: await port() },
    passwords: {
      gateway: password(),
      recorder: password(),
      dashboard: password(),
      store: password(),
      accounts: password(),
      superuser: password(),
      replication: password(),
    },
  }
}

async function inTurn<T>(count: number, make: (number: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let number = 1; number <= count; number++) made.push(await make(number))
  return made
}

/** Begins with a letter: NATS would read digits as a number. */
const password = () => `p${randomBytes(18).toString('hex')}`
