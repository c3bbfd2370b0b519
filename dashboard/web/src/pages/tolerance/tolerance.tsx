/** The person's limits. Saved as a whole; the last save can be undone. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { changedThings } from '../../../../../core/model/limit-variables.ts'
import type { Tolerance } from '../../../../../core/model/schemas/tolerance.ts'
import type { Side } from '../../../../../core/model/schemas/zones.ts'
import { limitFields, type ToleranceField } from '../../../../../core/model/tolerance-fields.ts'
import { RedFlags, SafetyText } from '../../components/safety.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { StateCard } from '../../components/state-card.tsx'
import { useApp } from '../../session/app-context.ts'
import { LimitField } from './limit-field.tsx'
import { LimitLock } from './limit-lock.tsx'
import { LimitsHead, LimitsNote } from './limits-note.tsx'
import { MeanwhileNote } from './meanwhile-note.tsx'
import { PrescribingCard } from './prescribing-card.tsx'
import { LockCard, PrescriptionHistory } from './prescription-history.tsx'
import { ProposalCard, StepHistory } from './proposal-card.tsx'
import { LeaveDialog, SaveBar } from './save-bar.tsx'
import {
  type FormErrors,
  type FormField,
  formOf,
  placeErrors,
  readForm,
  sameForm,
  sidesAgree,
  type ToleranceForm,
} from './tolerance-form.ts'
import { useKnownPrescriptions, usePrescribing } from './use-prescribing.ts'

export function TolerancePage() {
  const { session, preferences } = useApp()
  const stored = session.tolerance.value
  if (stored === null)
    return (
      <StateCard title="No limits yet">
        <p>The gateway of this cushion has not reported its limits. They appear here once it is connected.</p>
        <button type="button" class="button" onClick={session.retry}>
          Try again
        </button>
      </StateCard>
    )
  const key = `${session.cushion.value ?? ''} ${preferences.unit.value}`
  return <ToleranceEditor key={key} stored={stored} />
}

const both: Partial<Record<ToleranceField, ToleranceField>> = {
  'left.loadKpaMin': 'right.loadKpaMin',
  'left.pressureKpa': 'right.pressureKpa',
}

const kpaFields = [...Object.keys(both), ...Object.values(both)]

function ToleranceEditor({ stored }: { readonly stored: Tolerance }) {
  const { session, account, preferences, router, toasts } = useApp()
  const unit = preferences.unit.value
  const [form, setForm] = useState<ToleranceForm>(() => formOf(stored, unit))
  const [base, setBase] = useState<Tolerance>(stored)
  const [same, setSame] = useState(() => sidesAgree(formOf(stored, unit)))
  const [errors, setErrors] = useState<FormErrors>({})
  const [notes, setNotes] = useState<readonly string[]>([])
  const [saving, setSaving] = useState(false)
  const [leaveTo, setLeaveTo] = useState<string | null>(null)
  const formElement = useRef<HTMLFormElement>(null)
  const formDirty = !sameForm(form, formOf(base, unit))
  const mayChange = account.may(session.cushion.value, 'prescribe')
  const asPhysio = mayChange && account.grantFor(session.cushion.value) !== null
  const known = useKnownPrescriptions()
  const prescribing = usePrescribing(stored, formDirty)
  const dirty = formDirty || (asPhysio && prescribing.dirty)

  // Limits changed elsewhere (another page, the physio) are adopted unless something is unsaved here.
  useEffect(() => {
    if (dirty || saving) return
    setBase(stored)
    setForm(formOf(stored, unit))
    setSame(sidesAgree(formOf(stored, unit)))
  }, [stored])

  useEffect(() => {
    router.guard = dirty ? setLeaveTo : null
    return () => {
      router.guard = null
    }
  }, [dirty, router])

  const change = (name: ToleranceField, field: FormField): void => {
    const twin = same ? both[name] : undefined
    setForm({ ...form, fields: { ...form.fields, [name]: field, ...(twin ? { [twin]: field } : {}) } })
    const { [name]: _mended, ...others } = errors
    setErrors(others)
    setNotes([])
  }
  const put = async (next: Tolerance): Promise<boolean> => {
    setSaving(true)
    const outcome = asPhysio ? await prescribing.send(next) : await session.saveTolerance(next)
    setSaving(false)
    if (!outcome.ok) {
      const placed = placeErrors(outcome.errors)
      setErrors(placed.fields)
      setNotes([outcome.message, ...placed.rest])
      return false
    }
    if (!asPhysio) prescribing.saved(next)
    setErrors({})
    setNotes([])
    setBase(next)
    setForm(formOf(next, unit))
    setSame(sidesAgree(formOf(next, unit)))
    return true
  }
  const save = async (): Promise<void> => {
    const read = readForm(form, base, unit)
    setErrors(read.errors)
    if (read.tolerance === null) {
      setNotes(['Some fields need correcting. Nothing was saved.'])
      requestAnimationFrame(() =>
        formElement.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus(),
      )
      return
    }
    if (asPhysio && prescribing.draft.reason.trim() === '') {
      setNotes(['Say why, for the sitter to read. Nothing was saved.'])
      return
    }
    if (prescribing.meanwhile !== null) {
      setNotes(['The limits were changed meanwhile. Choose above which ones count. Nothing was saved.'])
      formElement.current?.querySelector('.prescribing-note')?.scrollIntoView({ block: 'center' })
      return
    }
    const before = base
    if (asPhysio) {
      if (await put(read.tolerance)) toasts.show({ text: 'Prescribed. The new limits are in force.' })
    } else if (await put(read.tolerance))
      toasts.show({
        text: 'Saved. Your new limits are in force.',
        action: {
          label: 'Undo',
          run: () =>
            void put(before).then((ok) => ok && toasts.show({ text: 'Your earlier limits are back.' })),
        },
      })
  }
  const below = (name: ToleranceField, label: string) => {
    const limit = limitFields.find((one) => one === name)
    if (limit === undefined) return null
    const twin = same ? limitFields.find((one) => one === both[name]) : undefined
    return (
      <LimitLock
        names={twin === undefined ? [limit] : [limit, twin]}
        label={label}
        isSet={form.fields[name].on}
        prescribing={asPhysio ? prescribing : null}
        lock={known?.lock ?? null}
      />
    )
  }
  const field = (name: ToleranceField, label: string, help?: string) => (
    <LimitField
      name={name}
      label={label}
      {...(help === undefined ? {} : { help })}
      field={form.fields[name]}
      unit={unit}
      asleep={session.relative.value && kpaFields.some((each) => each === name)}
      error={errors[name]}
      below={below(name, label)}
      onChange={(next) => change(name, next)}
    />
  )
  const { tolerance: entered } = readForm(form, base, unit)
  const changes = entered === null ? [] : changedThings(stored, entered)
  const discard = (): void => {
    setForm(formOf(stored, unit))
    setBase(stored)
    setSame(sidesAgree(formOf(stored, unit)))
    prescribing.discard()
    setErrors({})
    setNotes([])
  }
  const side = (which: Side) => (
    <fieldset class="limit-side">
      <legend class={same ? undefined : which}>
        {same ? 'Left and right' : which === 'left' ? 'Left' : 'Right'}
      </legend>
      {field(`${which}.pressureKpa`, 'Pressure', 'Counts once held for the time below.')}
      {field(`${which}.loadKpaMin`, 'Load now', 'Pressure added up over time; it falls during breaks.')}
    </fieldset>
  )

  return (
    <>
      <form
        ref={formElement}
        class="tolerance"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <LimitsHead />
        <LimitsNote stored={stored} />
        {!asPhysio && known !== null && <LockCard known={known} />}
        {mayChange && <ProposalCard />}
        <fieldset class="unboxed" disabled={!mayChange}>
          <section class="card">
            <h2>Stage</h2>
            <Segmented
              label="Stage"
              value={form.stage}
              choices={[
                { value: 'reactive', label: 'Reactive' },
                { value: 'settled', label: 'Settled' },
              ]}
              onChange={(stage) => setForm({ ...form, stage })}
            />
            <p class="small">
              {form.stage === 'reactive'
                ? 'Irritable at the moment: keep limits tight. No limit goes up on its own.'
                : 'Calm enough for a graded build-up.'}
            </p>
          </section>

          <section class="card">
            <h2>Time</h2>
            <div class="limit-grid">
              {field('boutMin', 'Sitting in one go')}
              {field('dayMin', 'Sitting per day')}
              {field('breakMin', 'A break lasts at least', 'Shorter pauses do not end a bout.')}
              {field('alertAfterMin', 'Wait past the limit before alerting', '0 = immediately.')}
            </div>
          </section>

          <section class="card">
            <div class="between head">
              <h2>Pressure and load now</h2>
              <label class="switch">
                <input
                  type="checkbox"
                  checked={same}
                  onChange={(event) => {
                    const on = event.currentTarget.checked
                    setSame(on)
                    if (on)
                      setForm({
                        ...form,
                        fields: {
                          ...form.fields,
                          'right.loadKpaMin': form.fields['left.loadKpaMin'],
                          'right.pressureKpa': form.fields['left.pressureKpa'],
                        },
                      })
                  }}
                />
                <span>Same for both sides</span>
              </label>
            </div>
            {session.relative.value && (
              <p class="small">
                This cushion is not calibrated, so limits for pressure and load now are not watched. They
                apply once you have <a href="calibration">calibrated it</a>.
              </p>
            )}
            <div class={`limit-sides${same ? ' one' : ''}`}>
              {side('left')}
              {!same && side('right')}
            </div>
          </section>

          <section class="card">
            <h2>How pressure and load now are counted</h2>
            <div class="limit-grid">
              {field('holdS', 'Pressure must be held for', 'Short peaks do not count.')}
              {field('offloadKpa', 'Counts as unloaded below')}
              {field('recoveryHalfTimeMin', 'Load now falls by half in', 'While a side is unloaded.')}
            </div>
          </section>
        </fieldset>
        {asPhysio && <PrescribingCard prescribing={prescribing} things={changes} />}
        <MeanwhileNote prescribing={prescribing} onTakeTheirs={discard} />
        <SaveBar
          dirty={dirty}
          saving={saving}
          notes={notes}
          onDiscard={discard}
          action={asPhysio ? 'Prescribe' : 'Save limits'}
        />
      </form>
      <div class="tolerance-extra">
        {known !== null && <PrescriptionHistory known={known} />}
        <StepHistory />
      </div>
      <section class="card safety">
        <RedFlags />
        <SafetyText />
      </section>
      {leaveTo !== null && (
        <LeaveDialog
          onStay={() => setLeaveTo(null)}
          onLeave={() => {
            router.guard = null
            router.go(leaveTo)
          }}
        />
      )}
    </>
  )
}
