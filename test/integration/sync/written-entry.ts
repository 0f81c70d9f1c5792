import { notesOfEntry } from '../../../db/outbox.ts'
import { type NoteForm, plainNote } from '../../../db/records.ts'
import { writeEntry } from '../../../electron/sync/outbox/user-actions.ts'
import type { FakeWorkspace } from './fake-workspace.ts'

/** A note for these records, saved as the window does it. */
export function writeIn(
  space: FakeWorkspace,
  text: string,
  targets: readonly string[],
  form: NoteForm = plainNote,
  undoHoldMs = 0,
) {
  const wanted = { targets: targets.map((id) => space.target(id)), text, form }
  const saved = writeEntry(space.surroundings, wanted, undoHoldMs)
  if (!saved.ok) throw new Error(saved.problem)
  return saved
}

/** `p1 delivered`, one for each record. */
export function statesIn(space: FakeWorkspace, entryId: string): string[] {
  return notesOfEntry(space.journal, entryId).map(
    ({ conversationRemoteId, state }) => `${conversationRemoteId} ${state}`,
  )
}

export function troubleIn(space: FakeWorkspace, noteId: string): unknown {
  return JSON.parse(space.note(noteId).trouble ?? 'null')
}
