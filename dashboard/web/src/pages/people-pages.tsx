/** The pages that only exist with accounts, fetched together when the first of them is shown. */
import { AccountPage } from './account/account.tsx'
import { PeoplePage } from './people/people.tsx'
import './people.css'
import { SharingPage } from './sharing/sharing.tsx'
import { JoinPage } from './sign-in/join.tsx'
import { SignInPage } from './sign-in/sign-in.tsx'
import { SittersPage } from './sitters/sitters.tsx'

const pages = {
  'sign-in': SignInPage,
  join: JoinPage,
  account: AccountPage,
  sharing: SharingPage,
  people: PeoplePage,
  sitters: SittersPage,
} as const

export function PeoplePages({ page }: { readonly page: keyof typeof pages }) {
  const Page = pages[page]
  return <Page />
}
