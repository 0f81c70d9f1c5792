import { listOpenNotes } from '../../../db/outbox.ts'
import { outboxNoteOf } from '../../../db/queries/outbox-note.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { maxNoteCharacters } from '../../ipc/contract.ts'
import {
  discardNote,
  editNote,
  resolveNote,
  retryNote,
  sendAllNow,
  type UserActionResult,
} from '../../sync/outbox/user-actions.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { noteTopics } from './note-topics.ts'

/** What the user does to notes that the CRM has not confirmed. The engine may move a note at the same moment: one wins. */
export function outboxHandlers(context: ShellContext) {
  const { replica, journal, clock } = context
  const surroundings = { journal, clock, maxNoteCharacters }
  return {
    'outbox.list': () =>
      listOpenNotes(journal).map((row) =>
        outboxNoteOf(context, row, conversationIdOf(replica, row.accountId, row.conversationRemoteId)),
      ),
    'outbox.retry': ({ noteId }) => answered(context, retryNote(surroundings, noteId)),
    'outbox.edit': ({ noteId, text }) => answered(context, editNote(surroundings, noteId, text)),
    'outbox.discard': ({ noteId }) => answered(context, discardNote(surroundings, noteId)),
    'outbox.sendNow': async ({ accountId }) => {
      const moved = sendAllNow(surroundings, accountId)
      context.announce(moved.flatMap((note) => noteTopics(context, note)))
      return { ok: true, unsent: await context.engine.sendNow(accountId) }
    },
    'outbox.resolve': ({ noteId, answer }) => answered(context, resolveNote(surroundings, noteId, answer)),
  } satisfies Partial<Handlers>
}

function answered<Problem>(context: ShellContext, result: UserActionResult<Problem>) {
  if (!result.ok) return { ok: false as const, error: { kind: result.problem, detail: null } }
  context.engine.post({ kind: 'outbox_changed' })
  context.announce(noteTopics(context, result.note))
  return { ok: true } as const
}
