/** The socket of one page to the dashboard server; it comes back by itself. */
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../../../../contract/sockets.ts'

export type PageSocket = Socket<ServerToClient, ClientToServer>

export const answerWithinMs = 10_000

/** Not connected yet. */
export const openPageSocket = (): PageSocket => io({ autoConnect: false, reconnectionDelayMax: 4_000 })
