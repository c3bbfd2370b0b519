/** Settings of the sounds: on or off, how loud, and the hours without them. */
import { Segmented } from '../../components/segmented.tsx'
import { useApp } from '../../session/app-context.ts'
import type { QuietHours } from '../../session/preferences.ts'

const usualNight: QuietHours = { from: '22:00', to: '07:00' }

export function SoundRows() {
  return (
    <>
      <SoundRow />
      <QuietHoursRow />
    </>
  )
}

function SoundRow() {
  const { preferences, chime } = useApp()
  const { sound, volume } = preferences
  return (
    <div class="row">
      <div>
        <h2>Sound</h2>
        <p class="small">
          Two rising tones when you reach a limit, two low ones when the cushion needs a look. One open tab
          sounds, the one you used last. Browsers allow sound once you have clicked or typed on the page.
        </p>
      </div>
      <div class="row-controls">
        <button
          type="button"
          class="button"
          disabled={!sound.value}
          onClick={() => chime.play('exceeded', volume.value)}
        >
          Test
        </button>
        <Segmented
          label="Sound"
          value={sound.value ? volume.value : 'off'}
          choices={[
            { value: 'off', label: 'Off' },
            { value: 'low', label: 'Low' },
            { value: 'normal', label: 'Normal' },
            { value: 'high', label: 'High' },
          ]}
          onChange={(value) => {
            sound.value = value !== 'off'
            if (value !== 'off') volume.value = value
          }}
        />
      </div>
    </div>
  )
}

function QuietHoursRow() {
  const { quietHours } = useApp().preferences
  const hours = quietHours.value
  return (
    <div class="row">
      <div>
        <h2>Quiet hours</h2>
        <p class="small">Neither sound nor notification then. The page still shows what is reached.</p>
      </div>
      <div class="row-controls">
        {hours !== null &&
          (['from', 'to'] as const).map((end) => (
            <label key={end} class="time-field">
              <span class="small">{end === 'from' ? 'From' : 'To'}</span>
              <input
                type="time"
                value={hours[end]}
                onChange={({ currentTarget: { value } }) => {
                  if (value !== '') quietHours.value = { ...hours, [end]: value }
                }}
              />
            </label>
          ))}
        <Segmented
          label="Quiet hours"
          value={hours === null ? 'off' : 'on'}
          choices={[
            { value: 'on', label: 'On' },
            { value: 'off', label: 'Off' },
          ]}
          onChange={(value) => {
            quietHours.value = value === 'on' ? usualNight : null
          }}
        />
      </div>
    </div>
  )
}
