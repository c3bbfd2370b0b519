/** Adds to the diary in two taps: what it was, then how long or save. Changes an entry in the same form. */
import { useState } from 'preact/hooks'
import { longestNote } from '../../../../../core/model/diary/check-ins.ts'
import { type EntryKind, entryKinds, loadKinds } from '../../../../../core/model/diary/diary-entries.ts'
import { useApp } from '../../session/app-context.ts'
import { entryWords } from '../../words/diary-words.ts'

const usualMinutes = [15, 30, 60, 120] as const

export function EntryBar() {
  const { diary, toasts } = useApp()
  const [kind, setKind] = useState<EntryKind | null>(null)
  const [note, setNote] = useState('')
  const close = (): void => {
    setKind(null)
    setNote('')
  }
  const save = async (of: EntryKind, minutes: number | null): Promise<void> => {
    const outcome = await diary.putEntry({ kind: of, minutes, note })
    if (!outcome.ok) {
      toasts.show({ text: outcome.message, tone: 'over' })
      return
    }
    close()
    const { id } = outcome.value
    toasts.show({
      text: `${entryWords[of]} saved.`,
      action: { label: 'Undo', run: () => void diary.deleteEntry(id) },
    })
  }
  const lasts = kind !== null && loadKinds.some((each) => each === kind)
  return (
    <section class="card entry-bar" aria-label="Add to the diary">
      <h2 class="label">Add to the diary</h2>
      <div class="actions">
        {entryKinds.map((each) => (
          <button
            key={each}
            type="button"
            class="button small-button"
            aria-pressed={each === kind}
            onClick={() => setKind(each === kind ? null : each)}
          >
            {entryWords[each]}
          </button>
        ))}
      </div>
      {kind !== null && (
        <div class="entry-more">
          <label class="note-field">
            <span class="small">Note (optional)</span>
            <input
              type="text"
              maxLength={longestNote}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
          <div class="actions">
            {lasts &&
              usualMinutes.map((minutes) => (
                <button
                  key={minutes}
                  type="button"
                  class="button"
                  onClick={() => void save(kind, minutes)}
                >{`${minutes} min`}</button>
              ))}
            <button type="button" class="button" onClick={() => void save(kind, null)}>
              {lasts ? 'Without time' : 'Save'}
            </button>
          </div>
        </div>
      )}
    </section>
  )
}
