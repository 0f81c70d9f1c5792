import { listAttachments } from '../../../db/attachments.ts'
import type { Journal } from '../../../db/connection.ts'
import { countOpenNotes, firstOpenNotes, notesOfEntry, type OutboxRow, readNote } from '../../../db/outbox.ts'
import { outboxNoteOf } from '../../../db/queries/outbox-note.ts'
import { conversationIdOf } from '../../../db/queries/targets.ts'
import { maxNoteCharacters } from '../../ipc/contract.ts'
import {
  discardNote,
  editNote,
  resolveNote,
  retryNote,
  sendAllNow,
  sendWithoutFile,
  type UserActionResult,
} from '../../sync/outbox/user-actions.ts'
import type { ShellContext } from '../context.ts'
import type { Handlers } from '../router.ts'
import { endEdit } from './edits.ts'
import { checkNote } from './note-check.ts'
import { noteTopics } from './note-topics.ts'

/** What the user does to notes that the CRM has not confirmed. The engine may move a note at the same moment: one wins. */
export function outboxHandlers(context: ShellContext) {
  const { replica, journal, clock } = context
  const surroundings = { journal, clock, maxNoteCharacters }
  return {
    'outbox.list': () =>
      withSiblings(journal, firstOpenNotes(journal)).map((row) =>
        outboxNoteOf(context, row, conversationIdOf(replica, row.accountId, row.conversationRemoteId)),
      ),
    'outbox.notListed': () => {
      const first = firstOpenNotes(journal)
      const { pending, troubled } = countOpenNotes(journal)
      if (first.length === pending + troubled) return 0
      return pending + troubled - withSiblings(journal, first).filter(({ state }) => state !== 'delivered').length
    },
    'outbox.retry': ({ noteId }) => answered(context, retryNote(surroundings, noteId)),
    'outbox.edit': ({ noteId, text, form }) => {
      const note = form === undefined ? null : readNote(journal, noteId)
      if (form !== undefined && note !== null) {
        const hasFiles = listAttachments(journal, note.entryId).length > 0
        const check = checkNote(context, note.accountId, { text, form, hasFiles })
        if (check.kind === 'form_incomplete') return { ok: false, error: { ...check, detail: null } }
        if (check.kind !== 'fine') return { ok: false, error: { kind: check.kind, detail: null } }
      }
      const edited = journal.write(() => {
        const result = editNote(surroundings, noteId, text, form)
        if (result.ok) endEdit(context, { kind: 'note', noteId })
        return result
      })
      return answered(context, edited)
    },
    'outbox.sendWithoutFile': ({ noteId, position }) =>
      answered(context, sendWithoutFile(surroundings, noteId, position)),
    'outbox.discard': ({ noteId }) => answered(context, discardNote(surroundings, noteId)),
    'outbox.sendNow': async ({ accountId }) => {
      const moved = sendAllNow(surroundings, accountId)
      context.announce(moved.flatMap((note) => noteTopics(context, note)))
      return { ok: true, unsent: await context.engine.sendNow(accountId) }
    },
    'outbox.resolve': ({ noteId, answer }) => answered(context, resolveNote(surroundings, noteId, answer)),
  } satisfies Partial<Handlers>
}

/** Each entry whole where its first open note stands, but for what was discarded of it. */
function withSiblings(journal: Journal, open: readonly OutboxRow[]): OutboxRow[] {
  const listed = new Set<string>()
  return open.flatMap((row) => {
    if (listed.has(row.noteId)) return []
    // The only note of an entry has its name.
    const entry = row.noteId === row.entryId ? [row] : notesOfEntry(journal, row.entryId)
    for (const { noteId } of entry) listed.add(noteId)
    return entry.filter(({ state }) => state !== 'discarded')
  })
}

function answered<Problem>(context: ShellContext, result: UserActionResult<Problem>) {
  if (!result.ok) return { ok: false as const, error: { kind: result.problem, detail: null } }
  context.engine.post({ kind: 'outbox_changed' })
  context.announce(noteTopics(context, result.note))
  return { ok: true } as const
}
