import type { Command } from './command.ts'
import { accountAdd } from './commands/account-add.ts'
import { accountCheck } from './commands/account-check.ts'
import { accountList } from './commands/account-list.ts'
import { accountMissing } from './commands/account-missing.ts'
import { accountPause, accountResume } from './commands/account-pause.ts'
import { accountRemove } from './commands/account-remove.ts'
import { doctor } from './commands/doctor.ts'
import { editNote } from './commands/edit-note.ts'
import { exportConversation } from './commands/export.ts'
import { inbox } from './commands/inbox.ts'
import { note } from './commands/note.ts'
import { outboxDiscard, outboxEdit, outboxResolve, outboxRetry } from './commands/outbox-act.ts'
import { outboxList, outboxShow } from './commands/outbox-list.ts'
import { outboxExport, outboxImport } from './commands/outbox-portable.ts'
import { personJoin, personSeparate } from './commands/person.ts'
import { search } from './commands/search.ts'
import { show } from './commands/show.ts'
import { status } from './commands/status.ts'
import { supportBundle } from './commands/support-bundle.ts'
import { sync } from './commands/sync.ts'
import { types } from './commands/types.ts'

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  accountAdd,
  accountList,
  accountCheck,
  accountPause,
  accountResume,
  accountRemove,
  accountMissing,
  sync,
  status,
  inbox,
  show,
  search,
  personSeparate,
  personJoin,
  types,
  note,
  editNote,
  outboxList,
  outboxShow,
  outboxRetry,
  outboxEdit,
  outboxDiscard,
  outboxResolve,
  outboxExport,
  outboxImport,
  exportConversation,
  doctor,
  supportBundle,
]
