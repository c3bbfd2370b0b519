/** One labelled line to fill in, with what it is for below it. */
import type { Signal } from '@preact/signals'
import type { ComponentChildren, JSX, TargetedInputEvent } from 'preact'
import { useId } from 'preact/hooks'

interface InputProps {
  readonly type?: 'text' | 'password' | 'email' | 'date' | 'number' | 'search'
  readonly autocomplete?: string
  readonly inputMode?: 'text' | 'numeric'
  readonly required?: boolean
  readonly minLength?: number
  readonly min?: number
  readonly max?: number
  readonly autofocus?: boolean
}

interface FieldProps extends InputProps {
  readonly label: string
  readonly bind: Signal<string>
  readonly children?: ComponentChildren
}

export function Field({ label, bind, children, type = 'text', ...rest }: FieldProps) {
  const id = useId()
  const common = {
    ...rest,
    id,
    value: bind.value,
    'aria-describedby': children === undefined ? undefined : `${id}-hint`,
    autoCapitalize: 'none' as const,
    spellcheck: false,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => {
      bind.value = event.currentTarget.value
    },
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {inputs[type](common)}
      {children !== undefined && (
        <p id={`${id}-hint`} class="small">
          {children}
        </p>
      )}
    </div>
  )
}

type Common = Omit<InputProps, 'type'> & {
  readonly onInput: (event: TargetedInputEvent<HTMLInputElement>) => void
}

/** One for each kind: the types of elements know which roles and lists go with which kind. */
const inputs: Readonly<Record<NonNullable<InputProps['type']>, (common: Common) => JSX.Element>> = {
  text: (common) => <input {...common} type="text" />,
  password: (common) => <input {...common} type="password" />,
  email: (common) => <input {...common} type="email" />,
  date: (common) => <input {...common} type="date" />,
  number: (common) => <input {...common} type="number" />,
  search: (common) => <input {...common} type="search" />,
}

interface CheckProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ComponentChildren
  readonly disabled?: boolean
}

export function Check({ checked, onChange, children, disabled = false }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  )
}

interface CheckSetProps<T extends string> {
  readonly legend: string
  readonly choices: readonly T[]
  readonly words: Readonly<Record<T, string>>
  readonly bind: Signal<readonly T[]>
  /** What stands before the choices. */
  readonly children?: ComponentChildren
}

/** Any number of these, kept in the order of `choices`. */
export function CheckSet<T extends string>({ legend, choices, words, bind, children }: CheckSetProps<T>) {
  return (
    <fieldset class="checks">
      <legend class="label">{legend}</legend>
      {children}
      {choices.map((choice) => (
        <Check
          key={choice}
          checked={bind.value.includes(choice)}
          onChange={(on) => {
            bind.value = choices.filter((each) => (each === choice ? on : bind.value.includes(each)))
          }}
        >
          {words[choice]}
        </Check>
      ))}
    </fieldset>
  )
}
