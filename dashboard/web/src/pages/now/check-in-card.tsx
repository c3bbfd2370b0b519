/** On the Now page: asks for a check-in in the morning and after a long bout. One tap answers or dismisses it. */
import { useState } from 'preact/hooks'
import { useLikelyOccasion } from '../../components/diary/check-in-dialog.tsx'
import { PainScale } from '../../components/diary/pain-scale.tsx'
import { useApp } from '../../session/app-context.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'

/** Ours. */
const longBoutS = 30 * 60
const offeredForMs = 30 * 60_000

function useOffer(): { readonly when: 'morning' | 'after-sitting'; readonly key: string } | null {
  const { session } = useApp()
  const progress = useKnownProgress()
  const likely = useLikelyOccasion()
  const nowMs = session.nowMs.value
  if (progress === null) return null
  if (likely === 'morning') return { when: 'morning', key: progress.day }
  const bout = session.recentEvents.value.findLast(
    ({ kind, boutS = 0 }) => kind === 'bout-ended' && boutS >= longBoutS,
  )
  if (bout === undefined || nowMs - Date.parse(bout.at) > offeredForMs) return null
  return { when: 'after-sitting', key: bout.at }
}

export function CheckInCard() {
  const { diary, toasts } = useApp()
  const offer = useOffer()
  const asksMore = (useKnownProgress()?.questions.length ?? 0) > 0
  const [away, setAway] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  if (offer === null || away === offer.key) return null
  const keep = async (pain: number): Promise<void> => {
    setBusy(true)
    const outcome = await diary.putCheckIn({ when: offer.when, pain })
    setBusy(false)
    if (!outcome.ok) {
      toasts.show({ text: outcome.message, tone: 'over' })
      return
    }
    setAway(offer.key)
    if (asksMore) {
      diary.dialog.value = { kind: 'check-in', edited: null, begun: outcome.value }
      return
    }
    const { id } = outcome.value
    toasts.show({
      text: `Check-in saved: ${pain} of 10.`,
      action: {
        label: 'Undo',
        run: () => void diary.deleteCheckIn(id).then((undone) => undone.ok && setAway(null)),
      },
    })
  }
  return (
    <section class="card check-in-card" aria-label="Check-in">
      <svg class="card-icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 20h16M7 16a5 5 0 0 1 10 0M12 4v4M4 11l2 2M20 11l-2 2" />
      </svg>
      <div>
        <h2>
          {offer.when === 'morning' ? 'How is the pain this morning?' : 'How is the pain after sitting?'}
        </h2>
        <p class="small">0 is none, 10 is the worst imaginable.</p>
      </div>
      <PainScale label="Pain now, 0 to 10" value={null} disabled={busy} onPick={(pain) => void keep(pain)} />
      <button type="button" class="link" onClick={() => setAway(offer.key)}>
        Not now
      </button>
    </section>
  )
}
