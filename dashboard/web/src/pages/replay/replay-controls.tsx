/** Play and pause, back and on, the speed, a link to the moment, and which keys do the same. */
import { replaySpeeds } from '../../../../../core/model/replay.ts'
import { Segmented } from '../../components/segmented.tsx'
import { useApp } from '../../session/app-context.ts'
import { momentSearch } from '../../session/replay-address.ts'
import { keyHelp } from './replay-keys.ts'
import { type DayMark, nextMark, previousMark } from './replay-marks.ts'
import type { ReplayPlayer } from './replay-player.ts'
import { jump, move } from './use-replay-keys.ts'

interface ControlsProps {
  readonly player: ReplayPlayer
  readonly marks: readonly DayMark[]
}

const pictures = {
  previous: 'M4 3v10M13 3 6 8l7 5z',
  back: 'M10 3 5 8l5 5',
  play: 'M4 2.5 13 8l-9 5.5z',
  pause: 'M5 3v10M11 3v10',
  on: 'M6 3l5 5-5 5',
  next: 'M12 3v10M3 3l7 5-7 5z',
} as const

export function ReplayControls({ player, marks }: ControlsProps) {
  const playing = player.playing.value
  return (
    <div class="replay-controls">
      <div class="replay-buttons">
        <Jump player={player} marks={marks} to="previous" />
        <Press label="Back" picture="back" onClick={() => move(player, -1)} />
        <Press
          label={playing ? 'Pause' : 'Play'}
          picture={playing ? 'pause' : 'play'}
          primary
          onClick={() => player.toggle()}
        />
        <Press label="On" picture="on" onClick={() => move(player, 1)} />
        <Jump player={player} marks={marks} to="next" />
      </div>
      <Segmented
        label="Speed"
        value={String(player.speed.value)}
        choices={replaySpeeds.map((speed) => ({ value: String(speed), label: `${speed} ×` }))}
        onChange={(chosen) => {
          const speed = replaySpeeds.find((one) => String(one) === chosen)
          if (speed !== undefined) player.setSpeed(speed)
        }}
      />
      <CopyLink player={player} />
      <dl class="replay-keys small">
        {keyHelp.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

interface PressProps {
  readonly label: string
  readonly picture: keyof typeof pictures
  readonly primary?: boolean
  readonly disabled?: boolean
  readonly onClick: () => void
}

function Press({ label, picture, primary = false, disabled = false, onClick }: PressProps) {
  return (
    <button
      type="button"
      class={`button replay-press${primary ? ' primary' : ''}`}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <svg class={`arrow picture-${picture}`} viewBox="0 0 16 16" aria-hidden="true">
        <path d={pictures[picture]} />
      </svg>
    </button>
  )
}

/** Only this follows the moment; a button that has nowhere to lead is not pressed by mistake. */
function Jump({ player, marks, to }: ControlsProps & { readonly to: 'next' | 'previous' }) {
  const atMs = player.atMs.value
  const mark = to === 'next' ? nextMark(marks, atMs) : previousMark(marks, atMs, 0)
  return (
    <Press
      label={to === 'next' ? 'Next event' : 'Previous event'}
      picture={to}
      disabled={mark === null}
      onClick={() => jump({ player, marks }, to)}
    />
  )
}

function CopyLink({ player }: { readonly player: ReplayPlayer }) {
  const { toasts } = useApp()
  const copy = async (): Promise<void> => {
    const link = new URL(`replay${momentSearch(player.atMs.peek())}`, document.baseURI).href
    try {
      await navigator.clipboard.writeText(link)
      toasts.show({ text: 'Link to this moment copied.' })
    } catch {
      // Browsers allow it only over HTTPS or on the computer itself.
      toasts.show({ text: `This browser does not allow copying here. The link: ${link}` })
    }
  }
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      Copy link
    </button>
  )
}
