/** True beside measured values: both sides large, every cell below. */
import type { SimulatorTruth } from '../../../../../contract/simulator-console.ts'
import { useApp } from '../../session/app-context.ts'
import { pressureFigure } from '../../words/units.ts'
import { difference } from './console-words.ts'

export function ConsoleTruth({ truth }: { readonly truth: SimulatorTruth }) {
  const { session } = useApp()
  const live = session.live.value
  const fresh = session.freshKind.value === 'live'
  const info = session.info.value
  const measured = (value: number | null | undefined) => (fresh ? (value ?? null) : null)
  const doing = truth.occupied
    ? `sits, ${(truth.posture ?? '').replaceAll('-', ' ')}${truth.act === null || truth.act === 'posture' ? '' : `, ${truth.act.replaceAll('-', ' ')}`}`
    : 'is off the seat'
  return (
    <section class="card console-truth" aria-label="Truth and measurement">
      <div class="between">
        <h2>Truth beside measurement</h2>
        <p class="small">The sitter {doing}.</p>
      </div>
      <div class="console-sides">
        {(['left', 'right'] as const).map((side) => {
          const really = side === 'left' ? truth.leftKpa : truth.rightKpa
          const seen = measured(side === 'left' ? live?.leftPpiKpa : live?.rightPpiKpa)
          return (
            <dl key={side}>
              <dt class={side}>{side === 'left' ? 'Left sit bone' : 'Right sit bone'}</dt>
              <dd>
                <span class="small">Truth</span>
                <strong data-truth={side}>{really.toFixed(1)}</strong>
                <span class="quiet">kPa</span>
              </dd>
              <dd>
                <span class="small">Measured</span>
                <strong data-measured={side}>{seen === null ? '–' : seen.toFixed(1)}</strong>
                <span class="quiet">kPa</span>
              </dd>
            </dl>
          )
        })}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="console-scroll" aria-label="Every cell" tabIndex={0}>
        <table class="console-cells">
          <thead>
            <tr>
              <th scope="col">Cell, kPa</th>
              <th scope="col">Truth</th>
              <th scope="col">Measured</th>
              <th scope="col">Difference</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {truth.kpa.map((really, index) => {
              const cell = info?.layout.cells[index]
              const verdict = info?.cells.find((entry) => entry.index === index)?.verdict ?? 'ok'
              const seen = measured(live?.kpa[index])
              return (
                <tr key={index}>
                  <th scope="row">
                    {index}
                    <span class="quiet"> {cell?.zone.replace('-', ' ')}</span>
                  </th>
                  <td>{really.toFixed(1)}</td>
                  <td>{seen === null ? '–' : pressureFigure(seen, 'kPa')}</td>
                  <td>{difference(seen, really) ?? '–'}</td>
                  <td class={verdict === 'ok' ? 'quiet' : 'console-bad'}>{verdict}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      {!fresh && <p class="small">No fresh readings, so no measured values are shown.</p>}
    </section>
  )
}
