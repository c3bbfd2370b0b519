/** This browser's settings, the parts of Sitbone, and the safety text. */
import { useSignal } from '@preact/signals'
import { RedFlags, SafetyText } from '../../components/safety.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { useApp } from '../../session/app-context.ts'
import { Backup } from './backup.tsx'
import { Cushions } from './cushions.tsx'
import { Mode } from './mode.tsx'
import { SoundRows } from './sound-rows.tsx'

export function SettingsPage() {
  const { session, account, preferences } = useApp()
  return (
    <>
      <div class="page-head">
        <h1>Settings</h1>
        <p class="lead">Unit, theme, sound and notifications are saved in this browser only.</p>
      </div>
      <section class="card rows">
        <div class="row">
          <div>
            <h2>Unit of pressure</h2>
            <p class="small">1 kPa is 7.5 mmHg. Exported files are always in kPa.</p>
          </div>
          <Segmented
            label="Unit of pressure"
            value={preferences.unit.value}
            choices={[
              { value: 'kPa', label: 'kPa' },
              { value: 'mmHg', label: 'mmHg' },
            ]}
            onChange={(unit) => {
              preferences.unit.value = unit
            }}
          />
        </div>
        <div class="row">
          <div>
            <h2>Theme</h2>
            <p class="small">System follows your device.</p>
          </div>
          <Segmented
            label="Theme"
            value={preferences.theme.value}
            choices={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            onChange={(theme) => {
              preferences.theme.value = theme
            }}
          />
        </div>
        {account.may(session.cushion.value, 'own') && <OwnCushionRows />}
        <SoundRows />
        <NotificationRow />
      </section>
      <Mode />
      <Cushions />
      <Backup />
      <section class="card safety">
        <h2>What Sitbone is, and is not</h2>
        <SafetyText />
        <RedFlags />
      </section>
      <Parts />
    </>
  )
}

/** About the sitter's cushion, not about this browser. */
const OwnCushionRows = () => (
  <>
    <div class="row">
      <div>
        <h2>Calibration</h2>
        <p class="small">Age, recalibrate, earlier calibrations.</p>
      </div>
      <a class="button" href="calibration">
        Open calibration
      </a>
    </div>
    <div class="row">
      <div>
        <h2>Your first week</h2>
        <p class="small">Setup, and how the first limit comes about.</p>
      </div>
      <a class="button" href="first-week">
        Open
      </a>
    </div>
  </>
)

function NotificationRow() {
  const { preferences } = useApp()
  const supported = 'Notification' in window
  const permission = useSignal<NotificationPermission>(supported ? Notification.permission : 'denied')
  const words = !supported
    ? 'This browser does not support notifications. Banners and sound still work.'
    : permission.value === 'denied'
      ? 'This browser blocks notifications from Sitbone. You can allow them in the site settings, beside the address.'
      : 'Your system shows new alerts, even while another window is in front.'
  const turn = async (on: boolean): Promise<void> => {
    if (on && supported && permission.value === 'default')
      permission.value = await Notification.requestPermission()
    preferences.notifications.value = on && permission.value === 'granted'
  }
  return (
    <div class="row">
      <div>
        <h2>Notifications</h2>
        <p class="small">{words}</p>
      </div>
      <Segmented
        label="Notifications"
        value={preferences.notifications.value && permission.value === 'granted' ? 'on' : 'off'}
        choices={[
          { value: 'on', label: 'On' },
          { value: 'off', label: 'Off' },
        ]}
        onChange={(value) => void turn(value === 'on')}
      />
    </div>
  )
}

/** The parts of Sitbone as the server observes them. */
function Parts() {
  const { session } = useApp()
  const health = session.health.value
  const info = session.info.value
  if (health === null) return null
  const rows: readonly { name: string; ok: boolean; bad?: string; detail: string }[] = [
    { name: 'Broker', ok: health.broker.ok, detail: health.broker.detail },
    { name: 'Store', ok: health.store.ok, detail: health.store.detail },
    ...(health.disk === undefined ? [] : [{ name: 'Disk', bad: 'low', ...health.disk }]),
    ...Object.entries(health.gateways).map(([name, state]) => ({
      name: `Gateway ${name}`,
      ok: state === 'online',
      detail: state,
    })),
    ...(info === null
      ? []
      : [
          {
            name: `Cushion ${session.cushion.value ?? ''}`,
            ok: session.freshKind.value === 'live',
            detail: `${info.link.detail} ${calibrationWords(info.calibration)}`.trim(),
          },
        ]),
  ]
  return (
    <section class="card">
      <h2>Parts of Sitbone</h2>
      <ul class="parts">
        {rows.map((row) => (
          <li key={row.name}>
            <span class={`dot dot-${row.ok ? 'live' : 'offline'}`} aria-hidden="true" />
            <strong>{row.name}</strong>
            <span>{row.ok ? 'fine' : (row.bad ?? 'not available')}</span>
            <span class="small">{row.detail}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function calibrationWords(calibration: {
  readonly mode: 'calibrated' | 'relative'
  readonly ageDays: number | null
  readonly surface: string | null
}): string {
  if (calibration.mode === 'relative') return 'Not calibrated: relative mode.'
  const days = calibration.ageDays === null ? null : Math.round(calibration.ageDays)
  const age = days === null ? '' : days === 0 ? ' today' : days === 1 ? ' yesterday' : ` ${days} days ago`
  return `Calibrated${age}${calibration.surface ? ` on ${calibration.surface}` : ''}.`
}
