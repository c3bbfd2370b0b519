/** Cells that are left out of the figures, with their verdict and what to do. */
import type { CushionInfo } from '../../../../../contract/info.ts'
import { useApp } from '../../session/app-context.ts'

const verdictWords: Record<CushionInfo['cells'][number]['verdict'], string> = {
  ok: 'fine',
  open: 'gives no signal (open)',
  stuck: 'is stuck',
  saturated: 'is at the top of its range (saturated)',
  flat: 'does not change (flat line)',
  spiking: 'jumps (spikes)',
  swapped: 'seems to be plugged into the wrong place (swapped)',
  'gain-change': 'reads differently from before (gain changed)',
}

export function CellFaults() {
  const { session } = useApp()
  const info = session.info.value
  const bad = info?.cells.filter((cell) => cell.verdict !== 'ok') ?? []
  if (info === null || bad.length === 0) return null
  return (
    <ul class="cell-faults">
      {bad.map((cell) => (
        <li key={cell.index}>
          <strong>
            Cell {cell.index}, {info.layout.cells[cell.index]?.zone.replace('-', ' ') ?? 'unknown place'},
          </strong>{' '}
          {verdictWords[cell.verdict]} and is left out. {cell.advice ?? ''}
        </li>
      ))}
    </ul>
  )
}
