/** The one dialog of the diary that is open; it can be asked for from any page. */

import { CheckInDialog } from '../components/check-in-dialog.tsx'
import { ClearRedFlagsDialog, RedFlagDialog } from '../components/red-flag-dialogs.tsx'
import { useApp } from '../session/app-context.ts'
import { UsualDialog } from './baseline-dialog.tsx'

export function DiaryDialogs() {
  const dialog = useApp().diary.dialog.value
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'check-in':
      return <CheckInDialog edited={dialog.edited} />
    case 'red-flags':
      return <RedFlagDialog />
    case 'clear-red-flags':
      return <ClearRedFlagsDialog />
    case 'baseline':
      return <UsualDialog />
  }
}
