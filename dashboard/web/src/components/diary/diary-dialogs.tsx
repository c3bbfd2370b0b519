/** The open diary dialog; any page can open one. */

import { useApp } from '../../session/app-context.ts'
import { CheckInDialog } from './check-in-dialog.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { ClearRedFlagsDialog, RedFlagDialog } from './red-flag-dialogs.tsx'
import { UsualDialog } from './usual-dialog.tsx'

export function DiaryDialogs() {
  const dialog = useApp().diary.dialog.value
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'check-in':
      return <CheckInDialog edited={dialog.edited} begun={dialog.begun ?? null} />
    case 'entry':
      return <EntryDialog edited={dialog.edited} />
    case 'red-flags':
      return <RedFlagDialog />
    case 'clear-red-flags':
      return <ClearRedFlagsDialog />
    case 'baseline':
      return <UsualDialog />
  }
}
