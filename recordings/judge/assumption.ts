/** Something taken for granted about a recording, because nothing in it proves it. */
export interface Assumption {
  readonly kind:
    | 'bits'
    | 'inverted'
    | 'scale'
    | 'rows'
    | 'cell'
    | 'numbers'
    | 'date'
    | 'zone'
    | 'time'
    | 'restart'
    | 'shared'
    | 'stamp'
    | 'encoding'
  readonly text: string
}
