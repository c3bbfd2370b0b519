/** Switches faults on and off: wire, cells, cable. */
import { useEffect, useState } from 'preact/hooks'
import type { SimulatorSetup } from '../../../../../contract/simulator-console.ts'
import { useApp } from '../../session/app-context.ts'
import {
  type CellFaultKind,
  cellFaults,
  faultOn,
  shownSetting,
  type WireFaultWords,
  wireFaults,
} from './console-words.ts'
import { useTell } from './sitter.tsx'

export function ConsoleFaults({ setup }: { readonly setup: SimulatorSetup }) {
  const tell = useTell()
  const count = Object.keys(setup.wire).length + Object.keys(setup.cells).length + (setup.plugged ? 0 : 1)
  return (
    <section class="card console-faults" aria-label="Faults">
      <div class="between">
        <h2>Faults</h2>
        <p class="small">{count === 0 ? 'none on' : `${count} on`}</p>
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={() => void tell({ plugged: !setup.plugged })}>
          {setup.plugged ? 'Pull the cable' : 'Plug it in'}
        </button>
        <button type="button" class="button" onClick={() => void tell({ reset: true })}>
          Reset the board
        </button>
        <button type="button" class="button" disabled={count === 0} onClick={() => void tell({ heal: true })}>
          All faults off
        </button>
      </div>
      <ul class="console-fault-list">
        {wireFaults.map((fault) => (
          <Fault key={fault.name} fault={fault} on={setup.wire[fault.name]} />
        ))}
      </ul>
      <CellFaults setup={setup} />
    </section>
  )
}

interface FaultProps {
  readonly fault: WireFaultWords
  readonly on: Readonly<Record<string, number>> | undefined
}

function Fault({ fault, on }: FaultProps) {
  const tell = useTell()
  const { setting } = fault
  const [value, setValue] = useState(() => shownSetting(fault, on))
  useEffect(() => {
    if (on !== undefined) setValue(shownSetting(fault, on))
  }, [setting === null ? null : on?.[setting.field]])
  const put = (shown: number) => void tell({ wire: faultOn(fault, shown) })
  return (
    <li class={on === undefined ? undefined : 'is-on'}>
      <label class="switch">
        <input
          type="checkbox"
          checked={on !== undefined}
          onChange={(event) =>
            event.currentTarget.checked ? put(value) : void tell({ wire: { [fault.name]: null } })
          }
        />
        {fault.label}
      </label>
      {setting !== null && (
        <span class="console-setting">
          <input
            type="number"
            aria-label={`${fault.label}, ${setting.unit}`}
            value={value}
            min={setting.min}
            max={setting.max}
            step="any"
            onChange={(event) => {
              const next = Math.min(setting.max, Math.max(setting.min, event.currentTarget.valueAsNumber))
              if (!Number.isFinite(next)) return
              setValue(next)
              if (on !== undefined) put(next)
            }}
          />
          <span class="small">{setting.unit}</span>
        </span>
      )}
      <span class="small console-what">{fault.what}</span>
    </li>
  )
}

function CellFaults({ setup }: { readonly setup: SimulatorSetup }) {
  const { session } = useApp()
  const tell = useTell()
  const cells = session.info.value?.layout.cells ?? []
  const [cell, setCell] = useState(0)
  const [kind, setKind] = useState<CellFaultKind>('open')
  const faulty = Object.entries(setup.cells)
  const chosen = cellFaults.find((each) => each.kind === kind)
  return (
    <div class="console-cell-faults">
      <h3>One cell</h3>
      <div class="actions">
        <select
          aria-label="Cell"
          value={String(cell)}
          onChange={(event) => setCell(Number(event.currentTarget.value))}
        >
          {cells.map((each, index) => (
            <option key={index} value={String(index)}>
              {`Cell ${index}, ${each.zone.replace('-', ' ')}`}
            </option>
          ))}
        </select>
        <select
          aria-label="Fault of the cell"
          value={kind}
          onChange={(event) => {
            const next = cellFaults.find((each) => each.kind === event.currentTarget.value)
            if (next !== undefined) setKind(next.kind)
          }}
        >
          {cellFaults.map((each) => (
            <option key={each.kind} value={each.kind}>
              {each.label}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="button"
          onClick={() => chosen !== undefined && void tell({ faults: { [String(cell)]: chosen.fault } })}
        >
          Apply
        </button>
      </div>
      {faulty.length > 0 && (
        <ul class="console-faulty">
          {faulty.map(([index, fault]) => (
            <li key={index}>
              <span>
                Cell {index}: {fault.kind}
              </span>
              <button
                type="button"
                class="button small-button"
                onClick={() => void tell({ faults: { [index]: null } })}
              >
                Clear
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
