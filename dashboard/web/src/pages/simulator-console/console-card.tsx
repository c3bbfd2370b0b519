/** The wire line by line, as it came, with its meaning; newest on top. */

import { useApp } from '../../session/app-context.ts'
import { printable } from './console-words.ts'

const shown = 40

export function TesterConsole() {
  const { session } = useApp()
  const { bench } = session
  const paused = bench.paused.value
  const lines = bench.lines.value.slice(-shown).toReversed()
  const left = bench.rates.value?.leftOutS ?? 0
  return (
    <section class="card tester-console" aria-label="Lines">
      <div class="between">
        <h2>Lines</h2>
        {left > 0 && <p class="small">{Math.round(left)} more a second are not shown</p>}
        <button
          type="button"
          class="button small-button"
          aria-pressed={paused}
          onClick={() => {
            bench.paused.value = !paused
          }}
        >
          {paused ? 'Go on' : 'Hold still'}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="tester-scroll" aria-label="The last lines" tabIndex={0}>
        <ol>
          {lines.map((line) => (
            <li key={line.key} class={line.ok ? undefined : 'tester-bad'}>
              <span class="tester-way">{line.from === 'board' ? 'board' : 'host'}</span>
              <span class="tester-line">{printable(line.line)}</span>
              <span class="small">{line.says}</span>
            </li>
          ))}
        </ol>
      </section>
    </section>
  )
}
