/** What a physio wants to know besides the pain: one scale a question. One that was answered before stays, also when it is no longer asked. */
import type { QuestionAnswer } from '../../../../../core/model/diary/check-ins.ts'
import { useKnownProgress } from '../../session/diary-answers.ts'
import { PainScale } from './pain-scale.tsx'

interface PhysioQuestionsProps {
  readonly answers: readonly QuestionAnswer[]
  readonly disabled: boolean
  readonly onChange: (answers: readonly QuestionAnswer[]) => void
}

const ends = ['not at all', 'very much'] as const

export function PhysioQuestions({ answers, disabled, onChange }: PhysioQuestionsProps) {
  const asked = useKnownProgress()?.questions ?? []
  const questions = [...new Set([...answers.map(({ question }) => question), ...asked])]
  return (
    <>
      {questions.map((question) => (
        <div key={question} class="physio-question">
          <p>{question}</p>
          <PainScale
            label={`${question} 0 to 10`}
            value={answers.find((each) => each.question === question)?.value ?? null}
            disabled={disabled}
            ends={ends}
            onPick={(value) =>
              onChange([...answers.filter((each) => each.question !== question), { question, value }])
            }
          />
        </div>
      ))}
    </>
  )
}
