/** An account, as the server lists it for an admin. */
import type { Role } from '../../../../../contract/people.ts'

export interface Person {
  readonly id: string
  readonly userName: string
  readonly email: string | null
  readonly roles: readonly Role[]
  readonly secondFactor: boolean
}
