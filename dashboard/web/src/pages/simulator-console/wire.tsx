/** Figures of the wire: rates, rejected lines by reason, clock, latency from the wire to the server. */

import { useApp } from '../../session/app-context.ts'
import { latencyLabels, rate } from './console-words.ts'

export function ConsoleWire() {
  const { session } = useApp()
  const { simulatorConsole } = session
  const link = session.info.value?.link
  const rates = simulatorConsole.rates.value
  const rejected = Object.entries(link?.rejected ?? {}).sort((a, b) => b[1] - a[1])
  const offset = link?.clockOffsetMs ?? null
  return (
    <section class="card console-wire" aria-label="Wire">
      <h2>Wire</h2>
      <p>
        <span class={`chip console-link console-link-${link?.state ?? 'connecting'}`}>
          {link?.state ?? '–'}
        </span>{' '}
        <span class="small">{link?.detail}</span>
      </p>
      <dl class="console-figures">
        <Figure label="To the gateway" value={rates === null ? '–' : rate(rates.bytesToHostS, 'bytes')} />
        <Figure label="Frames" value={rates === null ? '–' : rate(rates.framesS, 'frames')} />
        <Figure label="Lines" value={rates === null ? '–' : rate(rates.linesS, 'lines')} />
        <Figure label="To the board" value={rates === null ? '–' : rate(rates.bytesToBoardS, 'bytes')} />
        <Figure label="Frames lost" value={String(link?.framesLost ?? '–')} />
        <Figure
          label="Clock offset"
          value={offset === null ? 'none: uses the simulator’s clock' : `${offset} ms`}
        />
      </dl>
      <h3>Rejected lines</h3>
      {rejected.length === 0 ? (
        <p class="small">None since the gateway started.</p>
      ) : (
        <ul class="console-rejected">
          {rejected.map(([reason, count]) => (
            <li key={reason}>
              <span>{reason}</span>
              <strong>{count}</strong>
            </li>
          ))}
        </ul>
      )}
      <Latency />
    </section>
  )
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt class="small">{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Latency() {
  const { session } = useApp()
  const latency = session.simulatorConsole.latency.value
  const counts = latency?.counts ?? []
  const most = Math.max(1, ...counts)
  return (
    <>
      <div class="between">
        <h3>From the wire to this server</h3>
        <p class="small">
          {latency?.medianMs == null ? 'no frame yet' : `half within ${Math.round(latency.medianMs)} ms`}
        </p>
      </div>
      <ol class="console-latency" aria-label="Frames by latency">
        {latencyLabels(latency?.endsMs ?? []).map((label, index) => (
          <li key={label}>
            <span class="small">{label}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(100 * (counts[index] ?? 0)) / most} height="10" rx="1.5" />
            </svg>
            <span class="small">{counts[index] ?? 0}</span>
          </li>
        ))}
      </ol>
    </>
  )
}
