/** A new invitation: its link, shown once, and whether it went out by e-mail. */
import type { InvitationAnswer } from '../../../../../contract/people.ts'
import { ShownOnce } from '../../components/shown-once.tsx'

const joinLink = (secret: string): string => new URL(`join#${secret}`, document.baseURI).href

interface InvitationLinkProps {
  readonly made: Pick<InvitationAnswer, 'secret' | 'mail'>
  readonly label: string
  readonly hint: string
}

export const InvitationLink = ({ made: { secret, mail }, label, hint }: InvitationLinkProps) => (
  <>
    {mail !== null && (
      <p class={mail.sent ? 'small' : 'error'} role={mail.sent ? 'status' : 'alert'}>
        {mail.words}
      </p>
    )}
    <ShownOnce label={label} text={joinLink(secret)} hint={hint} />
  </>
)
