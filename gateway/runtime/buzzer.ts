/** The cushion's own vibration motor, which works without broker and page. A board without one refuses; that is fine. */
import type { Level } from '../../core/model/levels.ts'
import type { Link } from '../link/link.ts'

const pulseMs = 400
const pauseMs = 300

export class Buzzer {
  readonly #link: Link
  #buzzing = false

  constructor(link: Link) {
    this.#link = link
  }

  /** Once for a warning, three times for a limit that is exceeded. */
  sound(level: Level | undefined): void {
    void this.#pulses(level === 'exceeded' ? 3 : 1)
  }

  async #pulses(count: number): Promise<void> {
    if (this.#buzzing) return
    this.#buzzing = true
    for (let left = count; left > 0; left--) {
      const answer = await this.#link.send({ type: 'buzz', ms: pulseMs })
      if (!answer.ok) break
      if (left > 1) await new Promise((resolve) => setTimeout(resolve, pulseMs + pauseMs).unref())
    }
    this.#buzzing = false
  }
}
