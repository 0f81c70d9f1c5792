import { notesOfEntry, type OutboxRow } from '../../../db/outbox.ts'
import { accountLabels } from '../../../db/queries/account-labels.ts'
import type { EntryShown } from '../output-shapes.ts'
import { shownNote } from '../shown.ts'
import type { Workspace } from '../workspace.ts'

/** What was saved at once, with what became of it at each of its targets. */
export function shownEntryOf(workspace: Workspace, entryId: string): EntryShown {
  const notes = notesOfEntry(workspace.journal, entryId).map((row) => shownNote(workspace, row))
  const labels = accountLabels(workspace.journal)
  const [first] = notes
  if (first === undefined) throw new Error('An entry without a note')
  // Until one is edited by itself, all have the same text, form and files.
  const { kind, text, form, attachments } = first
  return {
    id: entryId,
    kind,
    text,
    form,
    attachments,
    outcomes: notes.map((note) => ({
      noteId: note.id,
      accountId: note.accountId,
      accountLabel: labels.get(note.accountId) ?? '',
      conversationId: note.conversationId,
      conversationName: note.conversationName,
      state: note.state,
      trouble: note.trouble,
      attempts: note.attempts,
      nextTryAt: note.nextTryAt,
      needsAnswer: note.needsAnswer,
    })),
  }
}

/** The entries of these notes, in their order. */
export function shownEntriesOf(workspace: Workspace, rows: readonly OutboxRow[]): EntryShown[] {
  return [...new Set(rows.map(({ entryId }) => entryId))].map((entryId) => shownEntryOf(workspace, entryId))
}
