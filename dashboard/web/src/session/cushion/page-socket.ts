/** One page's socket to the dashboard server; reconnects automatically. */
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../../../../contract/sockets.ts'

export type PageSocket = Socket<ServerToClient, ClientToServer>

export const answerWithinMs = 10_000

/** Not connected yet. */
export const openPageSocket = (): PageSocket =>
  io({
    // In the page's own folder, wherever a proxy publishes that.
    path: new URL('socket.io', document.baseURI).pathname,
    autoConnect: false,
    // One request instead of four, and any of several servers may answer it. Polling is for a proxy without WebSockets.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelayMax: 4_000,
  })
