/** The simulated sitter on the seat from above; drag them or use the arrow keys. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { SimulatorSetup } from '../../../../../contract/simulator-console.ts'
import { useApp } from '../../session/app-context.ts'
import type { SimulatorChange } from '../../session/simulator.ts'
import { moved, type Place, placeWords, within } from './place.ts'

/** Corners of the picture, cm: x to the sitter's right, y down here and so backward. */
const seat = { left: -19, top: -26, width: 38, height: 38 }
/** Interval of updates while dragging. */
const everyMs = 400
const usual: Place = { xCm: 0, yCm: 0 }
const same = (a: Place, b: Place) => a.xCm === b.xCm && a.yCm === b.yCm

export interface ConsoleSeatProps {
  readonly setup: SimulatorSetup
  readonly tell: (control: SimulatorChange) => Promise<void>
}

export function ConsoleSeat({ setup, tell }: ConsoleSeatProps) {
  const { session } = useApp()
  /** The dragged place, until the setup confirms it. */
  const [put, setPut] = useState<Place | null>(null)
  const grip = useRef<{ from: Place; xCm: number; yCm: number } | null>(null)
  const told = useRef({ atMs: 0 })
  const place = put ?? setup.place
  useEffect(() => {
    if (put !== null && grip.current === null && same(put, setup.place)) setPut(null)
  }, [put, setup.place])

  const say = async (next: Place) => {
    told.current.atMs = performance.now()
    await tell({ place: next })
  }
  const point = (event: PointerEvent): Place | null => {
    if (!(event.currentTarget instanceof SVGGraphicsElement)) return null
    const toScreen = event.currentTarget.ownerSVGElement?.getScreenCTM()
    if (!toScreen) return null
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(toScreen.inverse())
    return { xCm: x, yCm: -y }
  }
  const take = (event: PointerEvent) => {
    const at = point(event)
    if (at === null || !(event.currentTarget instanceof SVGGraphicsElement)) return
    event.currentTarget.setPointerCapture(event.pointerId)
    grip.current = { from: place, ...at }
  }
  const drag = (event: PointerEvent) => {
    const at = point(event)
    const from = grip.current
    if (at === null || from === null) return
    const next = within({ xCm: from.from.xCm + at.xCm - from.xCm, yCm: from.from.yCm + at.yCm - from.yCm })
    setPut(next)
    if (performance.now() - told.current.atMs > everyMs) void say(next)
  }
  const drop = () => {
    if (grip.current === null) return
    grip.current = null
    if (put !== null) void say(put)
  }
  const key = (event: KeyboardEvent) => {
    const next = moved(place, event.key)
    if (next === null) return
    event.preventDefault()
    setPut(next)
    void say(next)
  }
  const cells = session.info.value?.layout.cells ?? []
  return (
    <div class="console-seat">
      <svg viewBox={`${seat.left} ${seat.top} ${seat.width} ${seat.height}`} aria-label="Sitter on the seat">
        <rect class="cushion-edge" x="-15" y="-23" width="30" height="32" rx="6" />
        {cells.map((cell, index) => (
          <circle key={index} class="cell" cx={cell.xCm} cy={-cell.yCm} r="0.65" />
        ))}
        {/* biome-ignore lint/a11y/useSemanticElements: a part of a drawing cannot be a button element */}
        <g
          class="sitter"
          role="button"
          tabindex={0}
          aria-label={`Sitter, ${placeWords(place)}. Arrow keys move them.`}
          transform={`translate(${place.xCm} ${-place.yCm})`}
          onPointerDown={take}
          onPointerMove={drag}
          onPointerUp={drop}
          onPointerCancel={drop}
          onKeyDown={key}
        >
          <path
            class="body"
            d="M-8.6 3.2 q8.6 4.4 17.2 0 q2.4 -1.6 2 -6 l-0.9 -11 q-0.4 -2.6 -3.4 -2.7 q-3 0 -3.6 2.7 l-2.7 8.6 l-2.7 -8.6 q-0.6 -2.7 -3.6 -2.7 q-3 0.1 -3.4 2.7 l-0.9 11 q-0.4 4.4 2 6 z"
          />
          <circle class="left" cx="-6.2" cy="0" r="1.7" />
          <circle class="right" cx="6.2" cy="0" r="1.7" />
        </g>
      </svg>
      <div>
        <p>
          <strong>{placeWords(place)}</strong>
        </p>
        <p class="small">Drag the sitter on the seat, or move them with the arrow keys.</p>
        <button
          type="button"
          class="button"
          disabled={same(place, usual)}
          onClick={() => {
            setPut(usual)
            void say(usual)
          }}
        >
          Back to the usual place
        </button>
      </div>
    </div>
  )
}
