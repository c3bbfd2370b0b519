/** One limit: a switch if it is optional, the number with its unit, an explanation, an error. */

import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { ToleranceField } from '../../../../../core/model/tolerance-fields.ts'
import { loadUnit, type PressureUnit } from '../../words/units.ts'
import { boundsWords, type FormField, ruleOf } from './tolerance-form.ts'

interface LimitFieldProps {
  readonly name: ToleranceField
  readonly label: string
  readonly help?: string
  readonly field: FormField
  readonly unit: PressureUnit
  /** Set, but not watched now: the cushion is not calibrated. */
  readonly asleep: boolean
  readonly error: string | undefined
  /** Below it: what is locked, or how to lock it. */
  readonly below?: ComponentChildren
  readonly onChange: (field: FormField) => void
}

export function LimitField({
  name,
  label,
  help,
  field,
  unit,
  asleep,
  error,
  below,
  onChange,
}: LimitFieldProps) {
  const id = useId()
  const rule = ruleOf(name)
  const unitWords = rule.unit === 'pressure' ? unit : rule.unit === 'load' ? loadUnit(unit) : rule.unit
  return (
    <div class={`limit${field.on ? '' : ' off'}`}>
      <div class="limit-head">
        <label for={id}>{label}</label>
        {rule.optional && (
          <label class="switch">
            <input
              type="checkbox"
              checked={field.on}
              aria-label={`Watch: ${label}`}
              onChange={(event) => onChange({ ...field, on: event.currentTarget.checked })}
            />
            <span aria-hidden="true">
              {!field.on ? 'not watched' : asleep ? 'needs calibration' : 'watched'}
            </span>
          </label>
        )}
      </div>
      <div class="limit-input">
        <input
          id={id}
          name={name}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          disabled={!field.on}
          value={field.text}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-help`}
          onInput={(event) => onChange({ ...field, text: event.currentTarget.value })}
        />
        <span>{unitWords}</span>
      </div>
      <p id={`${id}-help`} class={`small${error === undefined ? '' : ' error'}`}>
        {error ?? `${help ? `${help} ` : ''}${boundsWords(rule, unit)} ${unitWords}.`}
      </p>
      {below}
    </div>
  )
}
