import type { CreatedNote, NoteToSend, Outcome } from '../connector.ts'
import { readAllNotes } from './all-notes.ts'
import { errorCodes, type Refused } from './answers.ts'
import { explain } from './confirm-key.ts'
import { contentOf, flagsOf, toSentNote } from './notes.ts'
import type { Session } from './session.ts'

/** The prospect that a note is for: the conversation with it carries the same id. */
export function prospectOf(note: Pick<NoteToSend, 'conversationRemoteId' | 'leadRemoteId'>): string {
  return note.leadRemoteId ?? note.conversationRemoteId
}

/**
 * Creates the note on its one prospect: in a request for several, the doubt over a lost answer would be over each of them.
 * A success is only what names our prospect with a note's id; each entry has an outcome of its own (saleshandy.md section 4).
 */
export async function createNote(session: Session, note: NoteToSend): Promise<Outcome<CreatedNote>> {
  const prospectId = prospectOf(note)
  const { attachmentRemoteIds } = note
  const answer = await session.client.createNote({
    content: contentOf(note.text, note.form),
    ...flagsOf(note.form),
    prospectIds: [prospectId],
    ...(attachmentRemoteIds.length === 0 ? {} : { attachmentIds: attachmentRemoteIds }),
  })
  if (!answer.ok) {
    const failure = await explain(session, answer, 'push')
    const isAboutThem = failure.kind === 'rejected' && isAboutUploads(answer, note)
    return { ok: false, failure: isAboutThem ? { ...failure, about: 'uploads' } : failure }
  }
  const entry = answer.value.find((each) => each.prospectId === prospectId)
  if (entry === undefined) return unclear([`payload.results: expected an entry for prospect ${prospectId}`])
  const noteId = entry.noteId ?? null
  if (entry.success === false) {
    const reason = 'Saleshandy did not take the note for this prospect and gave no reason. The prospect may be deleted.'
    return noteId === null
      ? { ok: false, failure: { kind: 'rejected', status: 200, reason } }
      : unclear(['payload.results: expected no note where it failed'])
  }
  if (noteId === null) return unclear(['payload.results.noteId: expected the id of the note'])
  session.learn({ unseenNote: noteId })
  const { noteAuthor, member } = session.known()
  const activity = toSentNote({
    noteId,
    prospectId,
    text: note.text,
    form: note.form,
    author: noteAuthor ?? member,
    createdAtMs: answer.answeredAtMs ?? session.nowMs(),
  })
  return { ok: true, value: { activity, leadScore: null } }
}

/**
 * How long an upload that no note uses is kept, and whether two notes may share one, is not documented (saleshandy.md section 6), nor has their
 * refusal a code of its own: what it says has to tell.
 */
function isAboutUploads({ failure, code }: Refused, { attachmentRemoteIds }: NoteToSend): boolean {
  if (failure.kind !== 'rejected' || failure.status !== 400 || attachmentRemoteIds.length === 0) return false
  const isOfTheFile = code === errorCodes.fileType || code === errorCodes.fileSize
  return !isOfTheFile && /attachment/i.test(failure.reason)
}

/** Neither a yes nor a no: only reading back tells. */
function unclear(issues: readonly string[]): Outcome<never> {
  return { ok: false, failure: { kind: 'contract', issues, mayHaveLanded: true } }
}

/** Ids of all notes that the prospect has now, its draft's too: what is not among them later is new. */
export async function snapshotNotes(session: Session, note: NoteToSend): Promise<Outcome<readonly string[]>> {
  const read = await readAllNotes(session, prospectOf(note))
  if (!read.ok) return read
  const { rows, draft, unreadable } = read.value
  const ids = [
    ...rows.map((row) => row.id),
    ...(draft === null ? [] : [draft.id]),
    ...unreadable.flatMap((item) => item.remoteId ?? []),
  ]
  return { ok: true, value: [...new Set(ids)] }
}
