import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { accountHandlers } from './accounts.ts'
import { appHandlers } from './app.ts'
import { attachmentHandlers } from './attachments.ts'
import { connectHandlers } from './connect.ts'
import { draftHandlers } from './drafts.ts'
import { editHandlers } from './edits.ts'
import { inboxHandlers } from './inbox.ts'
import { noteHandlers } from './notes.ts'
import { outboxHandlers } from './outbox.ts'
import { portableNoteHandlers } from './portable-notes.ts'
import { searchHandlers } from './search.ts'
import { settingsHandlers } from './settings.ts'
import { syncHandlers } from './sync.ts'

/** Every channel's handler. A channel of the contract without one does not compile. */
export function allHandlers(context: ShellContext): Handlers {
  return {
    ...appHandlers(context),
    ...settingsHandlers(context),
    ...accountHandlers(context),
    ...connectHandlers(context),
    ...inboxHandlers(context),
    ...searchHandlers(context),
    ...draftHandlers(context),
    ...noteHandlers(context),
    ...editHandlers(context),
    ...attachmentHandlers(context),
    ...outboxHandlers(context),
    ...portableNoteHandlers(context),
    ...syncHandlers(context),
  }
}
