import type { EditResult, NoteEdit, Outcome } from '../connector.ts'
import { readAllNotes } from './all-notes.ts'
import type { NoteChange } from './client.ts'
import { explain } from './confirm-key.ts'
import { prospectOf } from './create-note.ts'
import { isSameLetters, isSameText } from './note-text.ts'
import { contentOf, flagsOf, toNote } from './notes.ts'
import { broken } from './pages.ts'
import type { Session } from './session.ts'
import type { NoteWire } from './wire.ts'

/**
 * Changes a delivered note where it still is as the user saw it. The API has no conditional requests and the last writer
 * wins (saleshandy.md section 10), so the note is read first; a colleague who edits between the reading and the writing is
 * overwritten. Said again after a lost answer, it finds its own work and writes nothing.
 */
export async function editNote(session: Session, edit: NoteEdit): Promise<Outcome<EditResult>> {
  const prospectId = prospectOf(edit)
  const read = await readAllNotes(session, prospectId)
  if (!read.ok) return read
  const { rows, draft, unreadable } = read.value
  const there = [...rows, ...(draft === null ? [] : [draft])].find((row) => row.id === edit.noteRemoteId)
  if (there === undefined) {
    const spoilt = unreadable.filter((item) => item.remoteId === null || item.remoteId === edit.noteRemoteId)
    if (spoilt.length > 0) return broken(spoilt.flatMap((item) => item.issues))
    return { ok: true, value: { kind: 'gone' } }
  }
  const change = changeOf(edit, there)
  if (change === 'conflict') return { ok: true, value: { kind: 'conflict', theirs: toNote(there, prospectId) } }
  if (Object.keys(change).length === 0) {
    return { ok: true, value: { kind: 'edited', activity: toNote(there, prospectId) } }
  }
  const answer = await session.client.editNote(edit.noteRemoteId, change)
  if (!answer.ok) return { ok: false, failure: await explain(session, answer, 'push') }
  return { ok: true, value: { kind: 'edited', activity: toNote(afterChange(there, change, answer.value), prospectId) } }
}

/** What is still to be changed: nothing where an earlier request has done it. */
function changeOf(edit: NoteEdit, there: NoteWire): NoteChange | 'conflict' {
  const content = there.content ?? ''
  const flags = wantedFlags(edit, there)
  const change = { content: contentOf(edit.text, edit.form), ...flags }
  const isToTheLetter = isSameLetters(edit.text, content)
  if (content === edit.base) {
    // Over the very content that the user saw, the same words in another dress are wanted as well.
    const isUnchanged = edit.text === content || (isToTheLetter && edit.form.format === 'plain')
    return isUnchanged ? flags : change
  }
  if (isToTheLetter) return flags
  if (isSameText(edit.base, content)) return change
  // As far as the server left it alone.
  return isSameText(edit.text, content) ? flags : 'conflict'
}

/** A form without a visibility is one of which the user said nothing. */
function wantedFlags({ form }: NoteEdit, there: NoteWire): Pick<NoteChange, 'visibility' | 'status'> {
  if (form.visibility === null) return {}
  const { visibility, status } = flagsOf(form)
  return {
    ...(there.visibility === visibility ? {} : { visibility }),
    ...(there.status === status ? {} : { status }),
  }
}

/** The answer shows the note without its author and its pin. */
function afterChange(there: NoteWire, change: NoteChange, answered: NoteWire | null): NoteWire {
  if (answered === null || answered.id !== there.id) return { ...there, ...change }
  return { ...there, ...answered, content: answered.content ?? change.content ?? there.content, author: there.author }
}
