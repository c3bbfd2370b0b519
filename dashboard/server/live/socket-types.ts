/** Types of the socket server, and the names of its rooms. */
import type { Socket as AnySocket, Server } from 'socket.io'
import type { ClientToServer, ServerToClient } from '../../../contract/sockets.ts'

export interface ViewerNotes {
  /** When the viewer last took something, on the monotonic clock. */
  readyAtMs?: number
}
export type NoEvents = Record<string, never>
export type Io = Server<ClientToServer, ServerToClient, NoEvents, ViewerNotes>
export type Socket = AnySocket<ClientToServer, ServerToClient, NoEvents, ViewerNotes>

/** Everybody who watches a cushion. */
export const room = (cushion: string): string => `cushion:${cushion}`
/** Those who watch its bench. */
export const testerRoom = (cushion: string): string => `tester:${cushion}`
/** Those of them who take live readings as they come (the others are paced). */
export const liveRoom = (cushion: string): string => `live:${cushion}`
