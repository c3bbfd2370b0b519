/** Types of the socket server. */
import type { Socket as AnySocket, Server } from 'socket.io'
import type { ClientToServer, ServerToClient } from '../../../contract/sockets.ts'

export interface ViewerNotes {
  /** When the viewer last took something, on the monotonic clock. */
  readyAtMs?: number
}
export type NoEvents = Record<string, never>
export type Io = Server<ClientToServer, ServerToClient, NoEvents, ViewerNotes>
export type Socket = AnySocket<ClientToServer, ServerToClient, NoEvents, ViewerNotes>
