/** An assumption about a recording that nothing in it proves. */
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
