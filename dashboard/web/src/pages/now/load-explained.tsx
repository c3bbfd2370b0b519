/** The two quantities made of pressure and time, told apart where they are first seen. */
import { useReader } from '../../session/use-reader.ts'

export function LoadExplained() {
  const said = useReader()
  return (
    <details class="explained small">
      <summary>What is load now?</summary>
      <p>
        <strong>Load now</strong>{' '}
        {said(
          'grows with pressure and time while you sit, and falls by half every few minutes while you are off the seat.',
        )}{' '}
        It has a limit for each side, under <a href="tolerance">Tolerance</a>.
      </p>
      <p>
        <strong>Pressure-time</strong> is the plain sum of a whole day. It never falls, and it has no limit:
        it compares one day with another.
      </p>
    </details>
  )
}
