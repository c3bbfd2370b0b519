/** Wire lines as received, with their meaning; newest first. */

import { useApp } from '../../session/app-context.ts'
import { printable } from './console-words.ts'

const shown = 40

export function ConsoleLines() {
  const { session } = useApp()
  const { simulatorConsole } = session
  const paused = simulatorConsole.paused.value
  const lines = simulatorConsole.lines.value.slice(-shown).toReversed()
  const left = simulatorConsole.rates.value?.leftOutS ?? 0
  return (
    <section class="card console-lines" aria-label="Lines">
      <div class="between">
        <h2>Lines</h2>
        {left > 0 && <p class="small">{Math.round(left)} more per second are not shown</p>}
        <button
          type="button"
          class="button small-button"
          aria-pressed={paused}
          onClick={() => {
            simulatorConsole.paused.value = !paused
          }}
        >
          {paused ? 'Resume' : 'Pause'}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="console-scroll" aria-label="The last lines" tabIndex={0}>
        <ol>
          {lines.map((line) => (
            <li key={line.key} class={line.ok ? undefined : 'console-bad'}>
              <span class="console-way">{line.from === 'board' ? 'board' : 'host'}</span>
              <code class="console-line">{printable(line.line)}</code>
              <span class="small">{line.says}</span>
            </li>
          ))}
        </ol>
      </section>
    </section>
  )
}
