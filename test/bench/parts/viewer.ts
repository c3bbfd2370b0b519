/** A page without a browser: joins one or more cushions like the web app, and calls back for each live reading. */
import { io, type Socket } from 'socket.io-client'
import type { ClientToServer, ServerToClient } from '../../../contract/sockets.ts'
import type { Live } from '../../../core/model/schemas/live.ts'
import { waitFor } from '../../services/wait-for.ts'

export type ViewerSocket = Socket<ServerToClient, ClientToServer>

/** Resolves once readings arrive. */
export async function watch(
  url: string,
  cushions: string | readonly string[],
  onLive: (live: Live) => void,
  headers: Readonly<Record<string, string>> = {},
): Promise<ViewerSocket> {
  const socket: ViewerSocket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { ...headers },
  })
  let readings = 0
  socket.on('live', (update) => {
    readings++
    onLive(update.live)
    socket.emit('shown', { cushion: update.cushion })
  })
  await waitFor(
    async () => {
      if (!socket.connected) return false
      const answers = await Promise.all(
        [cushions]
          .flat()
          .map((cushion) => socket.timeout(2000).emitWithAck('join', { cushion, paced: true })),
      )
      return answers.every((answer) => !('problem' in answer))
    },
    { timeoutMs: 30_000, everyMs: 200, what: 'the cushions on the dashboard' },
  )
  await waitFor(() => readings > 0, { timeoutMs: 30_000, what: 'a live reading' })
  return socket
}
