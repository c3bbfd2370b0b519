/** Records the wire to a file that `replay:` plays back. The server keeps it, so the page may be closed. */

import { useApp } from '../../session/app-context.ts'
import { size } from './console-words.ts'
import { useTell } from './sitter.tsx'

export function ConsoleRecording() {
  const { session } = useApp()
  const tell = useTell()
  const id = session.cushion.value
  const recording = session.simulatorConsole.recording.value
  const on = recording?.on === true
  return (
    <section class="card console-recording" aria-label="Recording">
      <h2>Recording</h2>
      <p>
        {recording === null
          ? 'Saves every line from the board to a file, faults included.'
          : `${on ? 'Recording' : 'Recorded'}: ${recording.lines} lines, ${size(recording.bytes)}.`}
        {recording?.full === true && ' The file is full, so recording has stopped.'}
        {(recording?.leftOut ?? 0) > 0 &&
          ` ${recording?.leftOut} lines came too fast and are missing; record at a lower speed.`}
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={() => void tell({ record: !on })}>
          {on ? 'Stop recording' : 'Record'}
        </button>
        {recording !== null && recording.lines > 0 && (
          <a class="button" href={`api/v1/simulator/${id}/recording`} download={`${id}-simulated.jsonl`}>
            Download
          </a>
        )}
      </div>
      <p class="small">
        To play it back, restart Sitbone with <code>--port replay:{id}-simulated.jsonl</code>.
      </p>
    </section>
  )
}
